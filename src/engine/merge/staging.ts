import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, writeFile, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { EngineError } from '#shared/errors.ts'
import { mapConcurrently } from '#engine/io/concurrent.ts'
import { fileError } from '#engine/io/files.ts'
import { isAlive } from '#engine/io/is-alive.ts'

const JOB_FILE = 'job.json'
const jobSchema = z.object({ pid: z.number(), host: z.string() })

/** A folder beside the target in which a merge is made: `<target>.partial-<id>`. */
export interface Staging {
  readonly dir: string
  readonly target: string
}

/**
 * Makes the staging folder. Throws `OUTPUT_EXISTS`, `OUTPUT_PARENT_MISSING`, `OUTPUT_NOT_WRITABLE`, or `NAME_INVALID`
 * when the file system has no room for a name that long.
 */
export async function createStaging(target: string, id: string = randomUUID().slice(0, 8)): Promise<Staging> {
  if (await exists(target)) throw outputExists(target)
  const root = `${target}.partial-${id}`
  try {
    await mkdir(root)
    await writeFile(join(root, JOB_FILE), JSON.stringify({ pid: process.pid, host: hostname() }))
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENAMETOOLONG') {
      throw new EngineError('NAME_INVALID', `the name of the result is too long: ${basename(target)}`, {
        cause,
        hint: 'Choose a shorter one: while the merge runs, .partial- and an id are added to it.',
      })
    }
    const error = fileError(root, cause)
    if (error.code === 'FILE_MISSING') {
      throw new EngineError('OUTPUT_PARENT_MISSING', `the folder ${dirname(target)} does not exist`, {
        cause,
        hint: 'Create it first or choose another place.',
      })
    }
    if (error.code === 'FILE_UNREADABLE' || error.code === 'OUTPUT_NOT_WRITABLE') {
      throw new EngineError('OUTPUT_NOT_WRITABLE', `cannot write to ${dirname(target)}`, {
        cause,
        hint: 'Choose a folder that you may write to.',
      })
    }
    throw error
  }
  return { dir: join(root, 'dataset'), target }
}

function outputExists(target: string): EngineError {
  return new EngineError('OUTPUT_EXISTS', `${target} exists already`, {
    hint: 'Choose another name, or remove it first.',
  })
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

/**
 * Makes every file and folder of the staging area durable, then gives it the target's name in one rename: the
 * dataset appears whole or not at all. Throws `OUTPUT_EXISTS` when someone else made the target meanwhile.
 */
export async function publish({ dir, target }: Staging): Promise<void> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  await mapConcurrently(entries, (entry) => sync(join(entry.parentPath, entry.name)))
  await sync(dir)
  if (await exists(target)) throw outputExists(target)
  try {
    await rename(dir, target)
  } catch (cause) {
    const errno = cause instanceof Error && 'code' in cause ? cause.code : ''
    if (errno === 'ENOTEMPTY' || errno === 'EEXIST') throw outputExists(target)
    throw new EngineError('WRITE_FAILED', `cannot give ${dir} the name ${target}`, { cause })
  }
  await sync(dirname(target))
  await rm(dirname(dir), { recursive: true, force: true })
}

async function sync(path: string): Promise<void> {
  try {
    const handle = await open(path, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (cause) {
    // Windows cannot open folders, and some network file systems cannot sync them; their files are synced.
    if (
      cause instanceof Error &&
      'code' in cause &&
      ['EPERM', 'EISDIR', 'EINVAL', 'EACCES'].includes(String(cause.code))
    )
      return
    throw fileError(path, cause)
  }
}

/** Removes a staging area and what is in it. */
export async function discard({ dir }: Staging): Promise<void> {
  await rm(dirname(dir), { recursive: true, force: true, maxRetries: 3 })
}

/** What a merge that was killed left behind. */
export interface Leftover {
  readonly path: string
  readonly bytes: number
}

/**
 * Finds staging areas of earlier merges into `target` that no living process of this machine owns. Those of
 * other machines are left alone: they may be at work.
 */
export async function findLeftovers(target: string): Promise<Leftover[]> {
  const parent = dirname(target)
  const prefix = `${basename(target)}.partial-`
  const names = await readdir(parent).catch(() => [] as string[])
  const found: Leftover[] = []
  for (const name of names.filter((candidate) => candidate.startsWith(prefix)).sort()) {
    const path = join(parent, name)
    if (await isAbandoned(path)) found.push({ path, bytes: await sizeOf(path) })
  }
  return found
}

/** Between making its folder and saying in it whose it is, a merge takes milliseconds; on a slow share, more. */
const NAMELESS_MS = 10_000

async function isAbandoned(path: string): Promise<boolean> {
  try {
    const job = jobSchema.parse(JSON.parse(await readFile(join(path, JOB_FILE), 'utf8')))
    return job.host === hostname() && !isAlive(job.pid)
  } catch {
    return await isNameless(path)
  }
}

/** Whether a merge was killed before it said whose the folder is: nothing else is in it, and nobody is at it. */
async function isNameless(path: string): Promise<boolean> {
  try {
    const names = await readdir(path)
    const { mtimeMs } = await stat(path)
    return names.every((name) => name === JOB_FILE) && Date.now() - mtimeMs > NAMELESS_MS
  } catch {
    return false // A file, or gone meanwhile: not ours.
  }
}

/** Bytes of all files below a folder. */
export async function sizeOf(path: string): Promise<number> {
  let bytes = 0
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size
  }
  return bytes
}

/** Removes a leftover. Throws `SELECTION_INVALID` for a path that is none. */
export async function removeLeftover(target: string, path: string): Promise<void> {
  const leftovers = await findLeftovers(target)
  if (!leftovers.some((leftover) => leftover.path === path))
    throw new EngineError('SELECTION_INVALID', `${path} is not a leftover of ${target}`)
  await rm(path, { recursive: true, force: true })
}
