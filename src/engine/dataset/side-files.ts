import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Finding } from '#shared/findings.ts'
import { reading } from '#engine/io/files.ts'

/** Folders of the format, whose files a merge makes anew, and the recorder's scratch. */
const OWN_FOLDERS = new Set(['data', 'videos', 'images', 'meta/episodes'])
const OWN_FILES = ['meta/info.json', 'meta/stats.json', 'meta/tasks.parquet', 'meta/subtasks.parquet']
/** Notes and annotations are small; more than this is something else. */
const MAX_BYTES = 64 << 20
const MAX_DEPTH = 6

/**
 * Finds the files beside the format's own: README, notes, annotations. Hidden files are the Hub's and the
 * system's, and stay behind, as do links. `ownFiles` are those that the dataset's path templates name. More than 64 MB of them stay behind with a finding.
 * Throws `FILE_UNREADABLE` for a folder that cannot be listed, `FILE_MISSING` for what vanishes meanwhile.
 */
export async function findSideFiles(
  dir: string,
  ownFiles: readonly string[],
  findings: Finding[],
): Promise<string[]> {
  const found: string[] = []
  const own = new Set([...OWN_FILES, ...ownFiles])
  await walk(dir, '', 0, own, found)
  let bytes = 0
  for (const name of found) {
    const path = join(dir, name)
    bytes += (await reading(path, stat(path))).size
  }
  if (bytes <= MAX_BYTES) return found.sort()
  findings.push({
    code: 'SIDE_FILES',
    tier: 'advisory',
    subject: found[0]!,
    message: `${found.length} files of ${Math.round(bytes / 1e6)} MB that are not part of the format stay behind.`,
  })
  return []
}

async function walk(
  dir: string,
  folder: string,
  depth: number,
  own: ReadonlySet<string>,
  found: string[],
): Promise<void> {
  const place = join(dir, folder)
  for (const entry of await reading(place, readdir(place, { withFileTypes: true }))) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.name.startsWith('.')) continue
    if (entry.isDirectory() && !OWN_FOLDERS.has(path) && depth < MAX_DEPTH)
      await walk(dir, path, depth + 1, own, found)
    else if (entry.isFile() && !own.has(path)) found.push(path)
  }
}
