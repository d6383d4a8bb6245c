import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { mapConcurrently } from '#engine/io/concurrent.ts'
import { isServing, refuseWayOut } from './served.ts'

/** More files than any dataset has; what lies beyond is not looked at. */
const MAX_FILES = 200_000
/** The folder of a dataset that says what is in the others. */
const META = 'meta/'
/** `videos/camera/chunk-000` is three; pictures of takes lie deeper. */
const MAX_DEPTH = 8

/** The files of a dataset as the file system lists them. Nothing is read. */
export interface DatasetFiles {
  readonly bytes: number
  /** Milliseconds since 1970 of the newest file of `meta`; 0 without one. */
  readonly modifiedMs: number
  /** Changes with the name, size and times of any file. */
  readonly stamp: string
  /** What changes with each, by its path in the dataset. */
  readonly stamps: ReadonlyMap<string, string>
  /** How many of them are in `meta`. */
  readonly metaCount: number
}

/**
 * Throws `PLACE_OUTSIDE` for a folder with a link that leads out of what is served, before anything of it is opened. On a
 * desktop nothing is looked at.
 */
export async function refuseLinksOut(dir: string): Promise<void> {
  if (isServing) await datasetFiles(dir)
}

/**
 * Looks at every file of a dataset. Linked folders and hidden ones are left out, linked files count with what they are.
 * Throws `PLACE_OUTSIDE` for a link that leads out of what is served.
 */
export async function datasetFiles(dir: string): Promise<DatasetFiles> {
  await refuseWayOut(dir)
  const paths = await listFiles(dir)
  const hash = createHash('sha256')
  const stamps = new Map<string, string>()
  let bytes = 0
  let modifiedMs = 0
  let metaCount = 0
  for (const { path, size, mtimeMs, stamp } of await filesAt(dir, paths)) {
    bytes += size
    if (path.startsWith(META)) {
      modifiedMs = Math.max(modifiedMs, mtimeMs)
      metaCount++
    }
    stamps.set(path, stamp)
    hash.update(`${path}\0${stamp}\n`)
  }
  return { bytes, modifiedMs, stamp: hash.digest('hex').slice(0, 32), stamps, metaCount }
}

/**
 * Whether these files of a dataset are as they were, and all of `meta`, which says where everything is. There may be
 * thousands of others, which are not looked at. Throws as {@link datasetFiles}.
 */
export async function areAsTheyWere(
  dir: string,
  { stamps, metaCount }: DatasetFiles,
  paths: readonly string[],
): Promise<boolean> {
  await refuseWayOut(dir)
  // As when they were listed: what lies in a linked folder is left out.
  const meta = metaCount === 0 ? [] : await listFiles(dir, META)
  const own = [...new Set(paths)].filter((path) => stamps.has(path))
  const found = await filesAt(dir, [...meta, ...own])
  return (
    found.length === metaCount + own.length && found.every(({ path, stamp }) => stamps.get(path) === stamp)
  )
}

async function filesAt(dir: string, paths: readonly string[]) {
  const found = await mapConcurrently(paths, async (path) => {
    // One that is gone meanwhile is as one that was never there.
    const file = await stat(join(dir, path)).catch(() => undefined)
    if (file?.isFile() !== true) return []
    const { size, mtimeMs, ctimeMs } = file
    return [{ path, size, mtimeMs, stamp: `${size}\0${mtimeMs},${ctimeMs}` }]
  })
  return found.flat()
}

async function listFiles(dir: string, below = ''): Promise<string[]> {
  const files: string[] = []
  let level = [below]
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth++) {
    const listings = await mapConcurrently(level, async (folder) => ({
      folder,
      entries: await readdir(join(dir, folder), { withFileTypes: true }).catch(() => []),
    }))
    level = []
    for (const { folder, entries } of listings) {
      for (const entry of entries) {
        const path = folder + entry.name
        if (entry.isSymbolicLink()) await refuseWayOut(join(dir, path))
        if (entry.isDirectory()) {
          if (!entry.name.startsWith('.')) level.push(`${path}/`)
        } else if (files.length < MAX_FILES) files.push(path)
      }
    }
  }
  return files.sort()
}
