import type { MergePlan } from '#shared/plan.ts'
import { elementsOf, isNumeric } from '#engine/dataset/info.ts'
import { flat, statisticColumn, type FeatureStats } from '#engine/dataset/stats.ts'
import type { FilePool } from '#engine/io/file-pool.ts'
import { throwIfCancelled } from '#engine/io/files.ts'
import { leafNumbers } from '#engine/parquet/leaf-numbers.ts'
import { concatLeaves, emptyValues, rowOffsets, sliceRows, type LeafColumn } from '#engine/parquet/leaf.ts'
import { columnNamed, leavesOf, type SchemaNode } from '#engine/parquet/schema.ts'
import { FeatureCollector } from '#engine/stats/row-stats.ts'
import type { MergeSources } from './sources.ts'
import { countedAnew, isCountedAnew } from './trim.ts'

/** By episode of the result that was trimmed, and by feature. */
export type TrimmedStats = ReadonlyMap<number, ReadonlyMap<string, FeatureStats>>

/** Where the rows are. */
export interface TrimmedStatsOptions {
  readonly sources: MergeSources
  readonly pool: FilePool
  readonly signal: AbortSignal | undefined
}

/**
 * The statistics of trimmed episodes from their rows: what the sources' lists say is true of whole episodes only. Quantiles
 * are exact. Pictures stay described by the whole episode's: they are not decoded.
 */
export async function trimmedStats(
  plan: MergePlan,
  { sources, pool, signal }: TrimmedStatsOptions,
): Promise<TrimmedStats> {
  const { features } = sources.datasets[0]!.info
  const numeric = [...features].filter(([, feature]) => isNumeric(feature))
  const found = new Map<number, ReadonlyMap<string, FeatureStats>>()
  for (const [number, episode] of plan.episodes.entries()) {
    const { trim, length, rows } = episode
    if (trim === undefined) continue
    throwIfCancelled(signal, `reading episode ${episode.episode}`)
    const file = sources.dataFile(episode)
    const reader = sources.rows(await pool.get(sources.path(episode.source, rows.file)), file)
    const stats = new Map<string, FeatureStats>()
    for (const [name, feature] of numeric) {
      const column = columnNamed(file.footer.root, name, file.footer.path)
      const [leaf] = isCountedAnew(name, trim)
        ? [countedAnew(column, length, plan.fps)]
        : await reader.column(column, rows)
      const values = leafNumbers(leavesOf(column)[0]!, leaf!.values)
      // Rows without a value: the pass over all rows says so, and `bounds` goes by what is stored.
      if (values.length !== length * elementsOf(feature)) continue
      stats.set(name, statsOf(new FeatureCollector(name, feature), values, length))
    }
    found.set(number, stats)
  }
  return found
}

function statsOf(
  collector: FeatureCollector,
  values: Parameters<FeatureCollector['addRows']>[0],
  rows: number,
): FeatureStats {
  do collector.addRows(values, rows)
  while (collector.nextPass())
  return collector.stats()
}

/**
 * Puts the statistics of trimmed episodes in the place of those of the whole ones, in the leaves of a column of
 * `meta/episodes` whose first row is of episode `first`. Other columns stay as they are.
 */
export function withTrimmed(
  column: SchemaNode,
  leaves: LeafColumn[],
  first: number,
  trimmed: TrimmedStats,
): LeafColumn[] {
  const known = statisticColumn(column.name)
  const [node, ...more] = leavesOf(column)
  const [own] = leaves
  if (trimmed.size === 0 || known === undefined || more.length > 0) return leaves
  const offsets = rowOffsets(own!, node!.maxDefinition)
  const parts: LeafColumn[] = []
  let done = 0
  for (const [episode, features] of trimmed) {
    const stats = features.get(known.feature)
    const row = episode - first
    if (stats === undefined || row < 0 || row >= offsets.rows) continue
    parts.push(sliceRows(own!, offsets, done, row), listRow(node!, flat(stats[known.statistic] ?? [])))
    done = row + 1
  }
  return done === 0 ? leaves : [concatLeaves([...parts, sliceRows(own!, offsets, done, offsets.rows)], node!)]
}

/** One list of numbers; none becomes null. */
function listRow(leaf: SchemaNode, values: readonly number[]): LeafColumn {
  const count = Math.max(1, values.length)
  return {
    count,
    repetition: new Uint8Array(count).fill(1).fill(0, 0, 1),
    definition: new Uint8Array(count).fill(values.length === 0 ? 0 : leaf.maxDefinition),
    values:
      emptyValues(leaf) instanceof BigInt64Array
        ? BigInt64Array.from(values, BigInt)
        : Float64Array.from(values),
  }
}
