import type { MergePlan, Shard } from '#shared/plan.ts'
import { statisticColumn, type StatisticColumn } from '#engine/dataset/stats.ts'
import type { IntegerRun } from '#engine/parquet/encode.ts'

/** Values of one bookkeeping column, a number per episode of a shard. */
export type BookkeepingColumn = (episode: number) => number

/** The scalar columns of `meta/episodes` that a merge decides, by name. Episodes are those of the result. */
export function bookkeeping(plan: MergePlan, shard: Shard): Map<string, BookkeepingColumn> {
  const dataShards = shardOf(plan.data)
  const at = (episode: number) => plan.episodes[episode]!
  const columns = new Map<string, BookkeepingColumn>([
    ['episode_index', (episode) => episode],
    ['length', (episode) => at(episode).length],
    ['data/chunk_index', (episode) => dataShards(episode).chunk],
    ['data/file_index', (episode) => dataShards(episode).file],
    ['dataset_from_index', (episode) => at(episode).from],
    ['dataset_to_index', (episode) => at(episode).from + at(episode).length],
    ['meta/episodes/chunk_index', () => shard.chunk],
    ['meta/episodes/file_index', () => shard.file],
  ])
  for (const camera of plan.cameras) {
    const shards = shardOf(plan.videos[camera] ?? [])
    // Frames before an episode in its file; the file's first episode starts at 0.
    const frame = (episode: number) => at(episode).from - at(shards(episode).first).from
    columns.set(`videos/${camera}/chunk_index`, (episode) => shards(episode).chunk)
    columns.set(`videos/${camera}/file_index`, (episode) => shards(episode).file)
    columns.set(`videos/${camera}/from_timestamp`, (episode) => frame(episode) / plan.fps)
    columns.set(
      `videos/${camera}/to_timestamp`,
      (episode) => (frame(episode) + at(episode).length) / plan.fps,
    )
  }
  return columns
}

/** Finds the shard of an episode; episodes are asked for in rising order. */
function shardOf(shards: readonly Shard[]): (episode: number) => Shard {
  let last = 0
  return (episode) => {
    if (episode < shards[last]!.first) last = 0
    while (episode >= shards[last]!.end) last++
    return shards[last]!
  }
}

const QUANTILE = /^q(\d+)$/

/**
 * A statistic of `index` over the rows `[from, from + length)`, for sources that have none to shift: population
 * standard deviation, linearly interpolated quantiles. Undefined for a statistic that we do not know.
 */
export function rangeStatistic(statistic: string, from: number, length: number): number | undefined {
  switch (statistic) {
    case 'count':
      return length
    case 'min':
      return from
    case 'max':
      return from + length - 1
    case 'mean':
      return from + (length - 1) / 2
    case 'std':
      return Math.sqrt((length ** 2 - 1) / 12)
  }
  const quantile = QUANTILE.exec(statistic)
  return quantile === null ? undefined : from + (Number(quantile[1]) / 100) * (length - 1)
}

const MOVED: readonly string[] = ['index', 'episode_index', 'task_index', 'subtask_index']

/** The feature and the statistic of a column of `meta/episodes` that is another one in the result; else undefined. */
export function movedStatistic(
  column: string,
  { subtasks }: Pick<MergePlan, 'subtasks'>,
): StatisticColumn | undefined {
  const own = statisticColumn(column)
  if (own === undefined || !MOVED.includes(own.feature)) return undefined
  return own.feature === 'subtask_index' && subtasks === undefined ? undefined : own
}

/** A statistic of integers given as runs, by the definitions of {@link rangeStatistic}. */
export function runsStatistic(statistic: string, runs: readonly IntegerRun[]): number | undefined {
  const sorted = [...runs].sort((a, b) => a.value - b.value)
  const count = sorted.reduce((sum, run) => sum + run.count, 0)
  const mean = sorted.reduce((sum, run) => sum + run.value * run.count, 0) / count
  switch (statistic) {
    case 'count':
      return count
    case 'min':
      return sorted[0]!.value
    case 'max':
      return sorted.at(-1)!.value
    case 'mean':
      return mean
    case 'std':
      return Math.sqrt(sorted.reduce((sum, run) => sum + (run.value - mean) ** 2 * run.count, 0) / count)
  }
  const quantile = QUANTILE.exec(statistic)
  if (quantile === null) return undefined
  const position = (Number(quantile[1]) / 100) * (count - 1)
  const [low, high] = [valueAt(sorted, Math.floor(position)), valueAt(sorted, Math.ceil(position))]
  return low + (high - low) * (position - Math.floor(position))
}

function valueAt(sorted: readonly IntegerRun[], position: number): number {
  let left = position
  for (const { value, count } of sorted) {
    if (left < count) return value
    left -= count
  }
  return sorted.at(-1)!.value
}
