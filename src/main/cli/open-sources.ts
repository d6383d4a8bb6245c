import { realpath } from 'node:fs/promises'
import { openDataset, type Dataset } from '#engine/index.ts'

/** Datasets that are opened at the same time: most of opening is waiting for the disk. */
const CONCURRENT = 6

/** Opens datasets in order; the same folder named twice is read once. */
export async function openSources(paths: readonly string[], signal: AbortSignal): Promise<Dataset[]> {
  const places = await Promise.all(paths.map((path) => realpath(path).catch(() => path)))
  const distinct = [...new Map(places.map((place, i) => [place, paths[i]!]))]
  const opened = new Map<string, Dataset>()
  const waiting = distinct.values()
  const worker = async (): Promise<void> => {
    for (const [place, path] of waiting) opened.set(place, await openDataset(path, { signal }))
  }
  await Promise.all(Array.from({ length: CONCURRENT }, worker))
  return places.map((place) => opened.get(place)!)
}
