import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { mapConcurrently } from '#engine/io/concurrent.ts'
import { fileError } from '#engine/io/files.ts'
import type { FolderEntry, FolderListing, Place, PlaceId } from '#shared/model/place.ts'
import type { Places } from './places.ts'

/** Entries of one folder that are shown; more would not help anyone to choose. */
const MAX_ENTRIES = 1000
const CONCURRENT = 16
const byName = new Intl.Collator('en', { numeric: true }).compare

/**
 * What is in a folder below the served ones, folders first, without what begins with a dot; the served folders
 * themselves without `folder`. A link that leads outside of them is left out. Throws `PLACE_UNKNOWN`,
 * `PLACE_OUTSIDE`, `FILE_MISSING` or `FILE_UNREADABLE`.
 */
export async function listFolder(
  places: Places,
  served: readonly string[],
  folder: PlaceId | undefined,
): Promise<FolderListing> {
  if (folder === undefined) {
    const entries = await mapConcurrently(served, (path) => entryOf(places, path), CONCURRENT)
    return { folder: undefined, ancestors: [], entries: entries.filter(isDefined), omitted: 0 }
  }
  const path = await places.resolve(folder)
  const names = (await namesIn(path)).filter((name) => !name.startsWith('.')).sort(byName)
  const shown = names.slice(0, MAX_ENTRIES)
  const entries = await mapConcurrently(shown, (name) => entryOf(places, join(path, name)), CONCURRENT)
  return {
    folder: await places.admit(path),
    ancestors: await ancestorsOf(places, path),
    entries: entries.filter(isDefined).sort(foldersFirst),
    omitted: names.length - shown.length,
  }
}

async function namesIn(path: string): Promise<string[]> {
  try {
    return await readdir(path)
  } catch (cause) {
    throw fileError(path, cause)
  }
}

/** Undefined for what is gone, cannot be read, is neither file nor folder, or lies outside. */
async function entryOf(places: Places, path: string): Promise<FolderEntry | undefined> {
  const place = await places.tryAdmit(path)
  const found = place === undefined ? undefined : await statOf(place.path)
  if (place === undefined || found === undefined) return undefined
  if (found.isFile()) return { place, kind: 'file', bytes: found.size }
  if (!found.isDirectory()) return undefined
  const info = await statOf(join(place.path, 'meta/info.json'))
  return { place, kind: info?.isFile() === true ? 'dataset' : 'folder' }
}

/** Up to and with the served folder that the path lies in: what lies above it is not within reach. */
async function ancestorsOf(places: Places, path: string): Promise<Place[]> {
  const ancestors: Place[] = []
  for (let above = dirname(path); basename(above) !== ''; above = dirname(above)) {
    const place = await places.tryAdmit(above)
    if (place === undefined) break
    ancestors.unshift(place)
  }
  return ancestors
}

function statOf(path: string) {
  return stat(path).catch(() => undefined)
}

function foldersFirst(a: FolderEntry, b: FolderEntry): number {
  return Number(a.kind === 'file') - Number(b.kind === 'file')
}

function isDefined<T>(value: T | undefined): value is T {
  return value !== undefined
}
