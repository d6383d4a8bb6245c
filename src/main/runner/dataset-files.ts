import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { mapConcurrently } from '#engine/io/concurrent.ts'
import { refuseWayOut } from './served.ts'

/** More files than any dataset has; what lies beyond is not looked at. */
const MAX_FILES = 200_000
/** `videos/camera/chunk-000` is three; pictures of takes lie deeper. */
const MAX_DEPTH = 8

/** The files of a dataset as the file system lists them. Nothing is read. */
export interface DatasetFiles {
  readonly bytes: number
  /** Milliseconds since 1970 of the newest file of `meta`; 0 without one. */
  readonly modifiedMs: number
  /** Changes with the name, size and times of any file. */
  readonly stamp: string
}

/**
 * Looks at every file of a dataset. Linked folders and hidden ones are left out, linked files count with what they are.
 * Throws `PLACE_OUTSIDE` for a link that leads out of what is served.
 */
export async function datasetFiles(dir: string): Promise<DatasetFiles> {
  await refuseWayOut(dir)
  const paths = await listFiles(dir)
  const found = await mapConcurrently(paths, async (path) => {
    // One that is gone meanwhile is as one that was never there.
    const file = await stat(join(dir, path)).catch(() => undefined)
    return file?.isFile() === true
      ? { path, size: file.size, times: [file.mtimeMs, file.ctimeMs] }
      : undefined
  })
  const hash = createHash('sha256')
  let bytes = 0
  let modifiedMs = 0
  for (const file of found) {
    if (file === undefined) continue
    bytes += file.size
    if (file.path.startsWith('meta/')) modifiedMs = Math.max(modifiedMs, file.times[0]!)
    hash.update(`${file.path}\0${file.size}\0${file.times.join()}\n`)
  }
  return { bytes, modifiedMs, stamp: hash.digest('hex').slice(0, 32) }
}

async function listFiles(dir: string): Promise<string[]> {
  const files: string[] = []
  let level = ['']
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
