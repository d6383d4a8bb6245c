import { randomUUID } from 'node:crypto'
import { link, lstat, open, rename, rm, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { EngineError } from '#shared/errors.ts'
import { blockOutput, BlockWriter } from './block-writer.ts'
import { fileError } from './files.ts'
import { writing } from './write-error.ts'

/**
 * Writes a new file that appears whole or not at all: into `<target>.partial-<id>` beside it, which is synced
 * and then gets the target's name. An existing target is never overwritten. When `write` throws, or anything
 * else fails before it has that name, nothing is left behind. Returns the file's size in bytes.
 * Throws `OUTPUT_EXISTS`, `OUTPUT_PARENT_MISSING`, `OUTPUT_NOT_WRITABLE`, `NO_SPACE`, or what `write` throws; `WRITE_FAILED`
 * when the disk does not confirm, whose message says so where the name was given before that.
 */
export async function writeStagedFile(
  target: string,
  write: (out: BlockWriter) => Promise<void>,
): Promise<number> {
  await refuseExisting(target)
  const partial = `${target}.partial-${randomUUID().slice(0, 8)}`
  const handle = await create(partial)
  try {
    const bytes = await fill(handle, partial, write)
    await publish(partial, target)
    return bytes
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}

/** Throws `OUTPUT_EXISTS` when there is anything of this name: a file, a folder, or a link to nowhere. */
export async function refuseExisting(target: string): Promise<void> {
  try {
    await lstat(target)
  } catch {
    // Whatever keeps us from seeing it comes up again, with its reason, when the partial file is created.
    return
  }
  throw outputExists(target)
}

function outputExists(target: string): EngineError {
  return new EngineError('OUTPUT_EXISTS', `${target} exists already`, {
    hint: 'Choose another name, or remove it first.',
  })
}

async function create(partial: string): Promise<FileHandle> {
  try {
    return await open(partial, 'wx')
  } catch (cause) {
    const parent = dirname(partial)
    const error = fileError(partial, cause)
    if (error.code === 'NO_SPACE') throw error
    if (error.code === 'FILE_MISSING') {
      throw new EngineError('OUTPUT_PARENT_MISSING', `no such folder: ${parent}`, {
        cause,
        hint: 'Create it first or choose another place.',
      })
    }
    throw new EngineError('OUTPUT_NOT_WRITABLE', `cannot write to ${parent}: ${reasonOf(cause)}`, {
      cause,
      hint: 'Choose a folder that you may write to.',
    })
  }
}

async function fill(
  handle: FileHandle,
  partial: string,
  write: (out: BlockWriter) => Promise<void>,
): Promise<number> {
  try {
    const out = new BlockWriter(blockOutput(handle, partial))
    await write(out)
    await out.flush()
    await handle.sync().catch((cause: unknown) => {
      throw fileError(partial, cause)
    })
    return out.position
  } finally {
    // Network drives report at the end what they could not write.
    await writing(partial, handle.close())
  }
}

/**
 * A rename would replace a file that someone else made meanwhile; a second name for the same bytes is refused
 * then. File systems without such names (FAT, some network shares) get the rename after a last look.
 */
async function publish(partial: string, target: string): Promise<void> {
  try {
    await link(partial, target)
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') throw outputExists(target)
    await refuseExisting(target)
    try {
      await rename(partial, target)
    } catch (error) {
      throw new EngineError('WRITE_FAILED', `cannot give ${partial} the name ${target}: ${reasonOf(error)}`, {
        cause: error,
      })
    }
  }
  await rm(partial, { force: true })
  try {
    await syncFolder(dirname(target))
  } catch (cause) {
    throw new EngineError(
      'WRITE_FAILED',
      `${target} is complete, but the disk does not confirm that it has the new name for good`,
      { cause, hint: 'Check the disk, and whether the file is still there after a restart.' },
    )
  }
}

/** Makes the new name durable. Windows cannot open folders and some network file systems cannot sync them. */
async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r').catch(() => undefined)
  try {
    await handle?.sync()
  } catch (error) {
    if (codeOf(error) === 'EIO') throw fileError(path, error)
  } finally {
    await handle?.close()
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}

function reasonOf(error: unknown): string {
  return codeOf(error) ?? String(error)
}
