import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { EngineError } from '#shared/errors.ts'
import { mapConcurrently } from '#engine/io/concurrent.ts'
import { exists } from '#engine/io/disk.ts'
import { ownIdentity } from '#engine/io/process-identity.ts'
import { renameFolder } from '#engine/io/rename-folder.ts'
import { errnoOf, withHint, writeError, writing } from '#engine/io/write-error.ts'
import { JOB_FILE, ownerOf, partialPaths } from './leftovers.ts'

/** A folder beside the target in which a merge is made: `<target>.partial-<id>`. */
export interface Staging {
  /** It holds `dataset`, whose it is, and what is finished. */
  readonly root: string
  /** The result as far as it is there. */
  readonly dir: string
  readonly target: string
}

/**
 * Makes the staging folder. Throws `OUTPUT_EXISTS`, `OUTPUT_BUSY`, `OUTPUT_PARENT_MISSING`, `OUTPUT_NOT_WRITABLE`, or
 * `NAME_INVALID` when the file system has no room for a name that long.
 */
export async function createStaging(target: string, id: string = newId()): Promise<Staging> {
  await refuseTaken(target)
  const root = partialPath(target, id)
  try {
    await mkdir(root)
  } catch (cause) {
    throw cannotCreate(root, target, cause)
  }
  const staging = stagingAt(root, target)
  try {
    await claim(root)
  } catch (error) {
    await discard(staging)
    throw error
  }
  return staging
}

/**
 * Takes over the staging folder of a dead merge into `target`. Undefined when someone else took it first. Throws as
 * {@link createStaging}; the folder keeps its name then.
 */
export async function adoptStaging(
  target: string,
  leftover: string,
  id: string = newId(),
): Promise<Staging | undefined> {
  await refuseTaken(target)
  const root = partialPath(target, id)
  try {
    // Before it has its new name: whoever finds that must not take it for a dead one's.
    await writeClaim(leftover)
    // Of several that try, the system lets one rename it.
    await rename(leftover, root)
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return undefined
    throw cannotCreate(root, target, cause)
  }
  const staging = stagingAt(root, target)
  try {
    // The others may have claimed it meanwhile.
    await claim(root)
  } catch (error) {
    throw await givenBack(staging, leftover, error)
  }
  return staging
}

/** Gives a staging folder that was taken over the name back that it had, so that it can be continued later: the error, with where it is. */
export async function givenBack({ root }: Staging, leftover: string, error: unknown): Promise<unknown> {
  const place = await rename(root, leftover).then(
    () => leftover,
    () => root,
  )
  return withHint(error, `What the interrupted merge had made is still in ${place}.`)
}

function stagingAt(root: string, target: string): Staging {
  return { root, dir: join(root, 'dataset'), target }
}

function partialPath(target: string, id: string): string {
  return `${target}.partial-${id}`
}

function newId(): string {
  return randomUUID().slice(0, 8)
}

/** Says whose the folder is, in one step: whoever reads it finds all of it, or what was there before. */
async function claim(root: string): Promise<void> {
  await writing(join(root, JOB_FILE), writeClaim(root))
}

async function writeClaim(root: string): Promise<void> {
  const path = join(root, JOB_FILE)
  await writeFile(`${path}.new`, JSON.stringify(ownIdentity()))
  await rename(`${path}.new`, path)
}

function cannotCreate(root: string, target: string, cause: unknown): unknown {
  const errno = errnoOf(cause)
  if (errno === 'ENAMETOOLONG') {
    return new EngineError('NAME_INVALID', `the name of the result is too long: ${basename(target)}`, {
      cause,
      hint: 'Choose a shorter one: while the merge runs, .partial- and an id are added to it.',
    })
  }
  if (errno === 'ENOENT' || errno === 'ENOTDIR') {
    return new EngineError('OUTPUT_PARENT_MISSING', `the folder ${dirname(target)} does not exist`, {
      cause,
      hint: 'Create it first or choose another place.',
    })
  }
  const error = writeError(root, cause)
  if (!(error instanceof EngineError) || error.code !== 'OUTPUT_NOT_WRITABLE') return error
  return new EngineError('OUTPUT_NOT_WRITABLE', `cannot write to ${dirname(target)}: ${errno ?? ''}`, {
    cause,
    hint: error.hint,
  })
}

async function refuseTaken(target: string): Promise<void> {
  if (await exists(target)) throw outputExists(target)
  for (const path of await partialPaths(target)) {
    const owner = await ownerOf(path)
    if (owner?.isOther !== true) continue
    throw new EngineError('OUTPUT_BUSY', `another merge into ${target} is under way (process ${owner.pid})`, {
      hint: 'Wait until it has ended, or choose another name.',
    })
  }
}

function outputExists(target: string): EngineError {
  return new EngineError('OUTPUT_EXISTS', `${target} exists already`, {
    hint: 'Choose another name, or remove it first.',
  })
}

/**
 * Makes every file and folder of the staging area durable, then gives it the target's name in one rename: the
 * dataset appears whole or not at all. Throws `OUTPUT_EXISTS` when someone else made the target meanwhile, and
 * `WRITE_FAILED` when the disk does not confirm; where the name was given before that, the message says so.
 */
export async function publish({ root, dir, target }: Staging): Promise<void> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  await mapConcurrently(entries, (entry) =>
    sync(join(entry.parentPath, entry.name), entry.isFile() ? 'file' : 'folder'),
  )
  await sync(dir, 'folder')
  if (await exists(target)) throw outputExists(target)
  try {
    await renameFolder(dir, target, { exists })
  } catch (cause) {
    // What a folder in the way gives differs from system to system (ENOTEMPTY, EEXIST, EPERM).
    if (await exists(target)) throw outputExists(target)
    throw writeError(target, cause)
  }
  try {
    await sync(dirname(target), 'folder')
  } catch (cause) {
    throw new EngineError(
      'WRITE_FAILED',
      `${target} is complete and verified, but the disk does not confirm that it has the new name for good`,
      { cause, hint: 'Check the disk, and whether the dataset is still there after a restart.' },
    )
  }
  // What stays of it is reported by the next merge into this place.
  await rm(root, { recursive: true, force: true }).catch(() => undefined)
}

/** Syncing what was only opened for reading is refused by Windows. */
const SYNC_FLAGS = { file: 'r+', folder: 'r' } as const
/** Windows cannot open folders, and some network file systems cannot sync them; their files are synced. */
const NO_FOLDER_SYNC: readonly (string | undefined)[] = ['EPERM', 'EISDIR', 'EINVAL', 'EACCES', 'ENOTSUP']

async function sync(path: string, kind: keyof typeof SYNC_FLAGS): Promise<void> {
  try {
    const handle = await open(path, SYNC_FLAGS[kind])
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (cause) {
    if (kind === 'folder' && NO_FOLDER_SYNC.includes(errnoOf(cause))) return
    throw writeError(path, cause)
  }
}

/** Removes a staging area and what is in it. False when the system does not let it go. */
export async function discard({ root }: Staging): Promise<boolean> {
  return rm(root, { recursive: true, force: true, maxRetries: 3 }).then(
    () => true,
    () => false,
  )
}
