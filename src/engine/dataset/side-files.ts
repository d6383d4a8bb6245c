import type { Dirent } from 'node:fs'
import { access, constants, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Finding } from '#shared/findings.ts'
import { listText } from '#shared/list-text.ts'
import { fileError, reading } from '#engine/io/files.ts'
import { errnoOf } from '#engine/io/write-error.ts'

/** Folders of the format, whose files a merge makes anew, and the recorder's scratch. */
const OWN_FOLDERS = new Set(['data', 'videos', 'images', 'meta/episodes'])
const OWN_FILES = ['meta/info.json', 'meta/stats.json', 'meta/tasks.parquet', 'meta/subtasks.parquet']
/** Notes and annotations are small; more than this is something else. */
const MAX_BYTES = 64 << 20
/** Each merge puts what it carries along three folders deeper, so that this is ten merges of merges. */
const MAX_DEPTH = 32

/** What is beside the format's own files, relative to the dataset. */
interface Found {
  readonly files: string[]
  readonly links: string[]
  /** Folders that lie too deep to be looked into. */
  readonly deep: string[]
  /** Files and folders that nobody here may read. */
  readonly forbidden: string[]
}

/**
 * Finds the files beside the format's own: README, notes, annotations. Hidden files are the Hub's and the
 * system's, and stay behind. `ownFiles` are those that the dataset's path templates name. More than 64 MB of them stay
 * behind with a finding, as do links, which may lead anywhere, folders that lie very deep, and what nobody here may read;
 * what vanishes meanwhile is not there. Throws `FILE_UNREADABLE` where the disk fails, which may be over the next time,
 * and where the dataset's own folder cannot be listed.
 */
export async function findSideFiles(
  dir: string,
  ownFiles: readonly string[],
  findings: Finding[],
): Promise<string[]> {
  const found: Found = { files: [], links: [], deep: [], forbidden: [] }
  const own = new Set([...OWN_FILES, ...ownFiles])
  await walk(dir, '', 0, own, found)
  const files: string[] = []
  let bytes = 0
  for (const path of found.files) {
    const size = await unlessForbidden(dir, path, found, () => sizeOfReadable(join(dir, path)))
    if (size === undefined) continue
    files.push(path)
    bytes += size
  }
  const { links, deep, forbidden } = found
  const toOthers = links.filter((link) => ![...own].some((path) => path.startsWith(`${link}/`)))
  if (toOthers.length > 0) findings.push(staysBehind('Links, which may lead anywhere,', toOthers))
  if (deep.length > 0) findings.push(staysBehind('Folders that lie very deep', deep))
  if (forbidden.length > 0)
    findings.push(staysBehind('Files beside the dataset that you may not read', forbidden))
  if (bytes <= MAX_BYTES) return files.sort()
  findings.push({
    code: 'SIDE_FILES',
    tier: 'advisory',
    subject: files[0]!,
    message: `${files.length} files of ${Math.round(bytes / 1e6)} MB that are not part of the format stay behind.`,
  })
  return []
}

async function sizeOfReadable(path: string): Promise<number> {
  // Copying it would find that out when half of the result is written.
  await access(path, constants.R_OK)
  return (await stat(path)).size
}

/** Undefined for what may not be read, which is noted, and for what is not there any more. */
async function unlessForbidden<T>(
  dir: string,
  path: string,
  { forbidden }: Found,
  look: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await look()
  } catch (error) {
    const errno = errnoOf(error)
    if (errno === 'ENOENT') return undefined
    if (errno !== 'EACCES' && errno !== 'EPERM') throw fileError(join(dir, path), error)
    forbidden.push(path)
    return undefined
  }
}

function staysBehind(what: string, paths: readonly string[]): Finding {
  const sorted = paths.toSorted()
  return {
    code: 'SIDE_FILES',
    tier: 'advisory',
    subject: sorted[0]!,
    message: `${what} stay behind: ${listText(sorted, 1)}.`,
  }
}

async function walk(
  dir: string,
  folder: string,
  depth: number,
  own: ReadonlySet<string>,
  found: Found,
): Promise<void> {
  const place = join(dir, folder)
  const list = (): Promise<Dirent[]> => readdir(place, { withFileTypes: true })
  const entries =
    folder === '' ? await reading(place, list()) : await unlessForbidden(dir, folder, found, list)
  for (const entry of entries ?? []) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.name.startsWith('.') || own.has(path) || OWN_FOLDERS.has(path)) continue
    if (entry.isSymbolicLink()) found.links.push(path)
    else if (entry.isFile()) found.files.push(path)
    else if (!entry.isDirectory()) continue
    else if (depth < MAX_DEPTH) await walk(dir, path, depth + 1, own, found)
    else found.deep.push(path)
  }
}
