import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { MergePlan } from '#shared/plan.ts'
import { mapConcurrently } from '#engine/io/concurrent.ts'
import { reading } from '#engine/io/files.ts'
import type { Dataset } from '#engine/dataset/open.ts'
import { CREATED_BY } from '#engine/parquet/file-writer.ts'

/**
 * Tells a merge from every other one that would write other bytes (sha256, hex): the recipe with the fingerprints of its
 * sources, the files that the plan cuts it into, the version of this program, and size and time of every data and
 * video file, so that one that was edited in place meanwhile shows. Where the result goes does not count.
 */
export async function mergeIdentity(plan: MergePlan, sources: readonly Dataset[]): Promise<string> {
  const { recipe } = plan
  const shards = [...plan.data, ...Object.values(plan.videos).flat()]
  const files = sources.flatMap(({ dir, dataFiles, videoFiles }) =>
    [...dataFiles, ...[...videoFiles.values()].flat()].map(({ path }) => join(dir, path)),
  )
  const states = await mapConcurrently([...new Set(files)], stateOf)
  const said = {
    program: CREATED_BY,
    sources: recipe.sources.map(({ path: _, ...source }) => sorted(source)),
    options: sorted(recipe.options),
    shards: shards.map(({ path, first, end, bytes }) => [path, first, end, bytes]),
    states,
  }
  return createHash('sha256').update(JSON.stringify(said)).digest('hex')
}

function sorted(values: object): [string, unknown][] {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))
}

async function stateOf(path: string): Promise<readonly [number, number]> {
  const { size, mtimeMs } = await reading(path, stat(path))
  return [size, mtimeMs]
}
