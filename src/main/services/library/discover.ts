import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { mapConcurrently } from '#engine/io/concurrent.ts'
import { reading } from '#engine/io/files.ts'

/** Folders between a root and a dataset. */
const MAX_DEPTH = 6
/** A root with more folders than this is not one for datasets. */
const MAX_FOLDERS = 50_000
const CONCURRENT = 16

/** A dataset that was come across. */
export interface FoundDataset {
  /** Absolute. */
  readonly path: string
  /** Changes with info.json. */
  readonly signature: string
}

/** What one level of folders holds. */
export interface Level {
  readonly datasets: readonly FoundDataset[]
  /** Searched folders that are no datasets. */
  readonly folders: readonly string[]
}

/**
 * Looks for datasets in a folder and below, level by level. Does not look into datasets, links, hidden folders,
 * `node_modules` and unfinished merges (`NAME.partial-…`); a link can therefore lead neither in circles nor out.
 * Throws `FILE_MISSING` or `FILE_UNREADABLE` for the folder itself; those in it that cannot be listed are passed over.
 */
export async function* discover(root: string, signal?: AbortSignal): AsyncGenerator<Level> {
  await reading(root, readdir(root))
  let level = [root]
  let searched = 0
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0 && searched < MAX_FOLDERS; depth++) {
    searched += level.length
    const looked = await mapConcurrently(level, look, CONCURRENT)
    if (signal?.aborted === true) return
    level = looked.flatMap((folder) => ('below' in folder ? folder.below : []))
    yield {
      datasets: looked.filter((folder) => 'signature' in folder),
      folders: looked.flatMap((folder) => ('below' in folder ? [folder.path] : [])),
    }
  }
}

interface Folder {
  readonly path: string
  readonly below: readonly string[]
}

async function look(path: string): Promise<FoundDataset | Folder> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => [])
  const names = new Set(entries.map(({ name }) => name))
  if (names.has('meta')) {
    const signature = await signatureOf(path)
    // Without info.json it may still be one, that lost it.
    if (signature !== NO_INFO || names.has('data') || names.has('videos')) return { path, signature }
  }
  const below = entries.filter((entry) => entry.isDirectory() && isSearched(entry.name))
  return { path, below: below.map(({ name }) => join(path, name)) }
}

function isSearched(name: string): boolean {
  return !name.startsWith('.') && name !== 'node_modules' && !/\.partial-[^/]+$/.test(name)
}

const NO_INFO = 'none'

/** What a summary of a dataset is good for: as long as this is the same. */
export async function signatureOf(path: string): Promise<string> {
  const info = await stat(join(path, 'meta/info.json')).catch(() => undefined)
  return info === undefined ? NO_INFO : [info.size, info.mtimeMs, info.ctimeMs].join(':')
}
