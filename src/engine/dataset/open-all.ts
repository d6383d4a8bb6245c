import { realpath } from 'node:fs/promises'
import { mapConcurrently } from '#engine/io/concurrent.ts'
import { openDataset, type Dataset } from './open.ts'

/** Datasets that are opened at the same time: most of opening is waiting for the disk. */
const CONCURRENT = 6

/** Opens datasets in order; the same folder named twice is read once. Throws what {@link openDataset} throws. */
export async function openDatasets(
  paths: readonly string[],
  options: { signal?: AbortSignal | undefined } = {},
): Promise<Dataset[]> {
  const places = await Promise.all(paths.map((path) => realpath(path).catch(() => path)))
  const distinct = [...new Map(places.map((place, i) => [place, paths[i]!]))]
  const opened = new Map(
    await mapConcurrently(
      distinct,
      async ([place, path]) => [place, await openDataset(path, options)] as const,
      CONCURRENT,
    ),
  )
  return places.map((place) => opened.get(place)!)
}
