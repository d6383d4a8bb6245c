import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { EngineError } from '#shared/errors.ts'
import { fileError } from '#engine/io/files.ts'
import {
  isGone,
  isRunning,
  processIdentitySchema,
  type ProcessIdentity,
} from '#engine/io/process-identity.ts'
import { errnoOf, writing } from '#engine/io/write-error.ts'

/** In a staging folder: whose it is. */
export const JOB_FILE = 'job.json'
/** It is written under another name first. */
const BEGINNING: readonly string[] = [JOB_FILE, `${JOB_FILE}.new`]

/** What a merge that was killed left behind. */
export interface Leftover {
  readonly path: string
  readonly bytes: number
}

/** The staging areas of all merges into `target`, at work or not, in the order of their names. */
export async function partialPaths(target: string): Promise<string[]> {
  const parent = dirname(target)
  const prefix = `${basename(target)}.partial-`
  const names = await readdir(parent).catch(() => [] as string[])
  return names
    .filter((name) => name.startsWith(prefix))
    .sort()
    .map((name) => join(parent, name))
}

/**
 * Finds staging areas of earlier merges into `target` that no living process of this machine owns. Those of
 * other machines are left alone: they may be at work.
 */
export async function findLeftovers(target: string): Promise<Leftover[]> {
  const found: Leftover[] = []
  for (const path of await partialPaths(target)) {
    if (!(await isAbandoned(path))) continue
    try {
      found.push({ path, bytes: await sizeOf(path) })
    } catch (cause) {
      // Someone removes it, or continues it, at this moment.
      if (errnoOf(cause) !== 'ENOENT') throw fileError(path, cause)
    }
  }
  return found
}

/** Removes a leftover. Throws `SELECTION_INVALID` for a path that is none. */
export async function removeLeftover(target: string, path: string): Promise<void> {
  const leftovers = await findLeftovers(target)
  if (!leftovers.some((leftover) => leftover.path === path))
    throw new EngineError('SELECTION_INVALID', `${path} is not a leftover of ${target}`)
  await writing(path, rm(path, { recursive: true, force: true }))
}

/** The process that a staging area belongs to. */
export interface Owner {
  readonly pid: number
  /** Whether that is certainly another process of this machine, and at work. */
  readonly isOther: boolean
}

/** Whose a staging area is; undefined when it does not say. */
export async function ownerOf(path: string): Promise<Owner | undefined> {
  const identity = await identityOf(path)
  if (identity === undefined) return undefined
  const { pid, started } = identity
  // Where the system does not say when a process began, the number may be another one's by now.
  return { pid, isOther: pid !== process.pid && started !== '' && isRunning(identity) }
}

/** Between making its folder and saying in it whose it is, a merge takes milliseconds; on a slow share, more. */
const NAMELESS_MS = 10_000

async function isAbandoned(path: string): Promise<boolean> {
  const identity = await identityOf(path)
  return identity === undefined ? await isNameless(path) : isGone(identity)
}

async function identityOf(path: string): Promise<ProcessIdentity | undefined> {
  try {
    return processIdentitySchema.parse(JSON.parse(await readFile(join(path, JOB_FILE), 'utf8')))
  } catch {
    return undefined
  }
}

/** Whether a merge was killed before it said whose the folder is: nothing else is in it, and nobody is at it. */
async function isNameless(path: string): Promise<boolean> {
  try {
    const names = await readdir(path)
    const { mtimeMs } = await stat(path)
    return names.every((name) => BEGINNING.includes(name)) && Date.now() - mtimeMs > NAMELESS_MS
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
