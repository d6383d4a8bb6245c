import { join } from 'node:path'
import { EngineError } from '#shared/errors.ts'
import type { MergeOptions, MergePlan } from '#shared/plan.ts'
import type { FilePool } from '#engine/io/file-pool.ts'
import { isNumeric, type DatasetInfo, type Feature } from '#engine/dataset/info.ts'
import { fits } from '#engine/dataset/stats-shape.ts'
import { nestLike, statisticColumn, type FeatureStats, type Nested } from '#engine/dataset/stats.ts'
import { LABELS } from '#engine/dataset/tasks.ts'
import { aggregateStats, type StatsPart } from '#engine/stats/aggregate.ts'
import { parallelRowStats } from '#engine/stats/parallel-row-stats.ts'
import type { RowStatsOptions } from '#engine/stats/row-stats.ts'
import type { SchemaNode } from '#engine/parquet/schema.ts'
import { EpisodeColumns } from './episode-columns.ts'
import { rangeStatistic, runsStatistic } from './episode-values.ts'
import type { MergeSources } from './sources.ts'
import type { TrimmedStats } from './trimmed-stats.ts'
import type { RowLabels } from './row-labels.ts'

/** What statistics that are not computed from the rows are made from. */
export interface KnownStatsOptions {
  /** Of the result's `meta/episodes`. */
  readonly schema: SchemaNode
  readonly sources: MergeSources
  readonly pool: FilePool
  readonly trimmed: TrimmedStats
}

/** What the statistics are made from. */
export interface MergedStatsOptions extends RowStatsOptions, KnownStatsOptions {
  readonly dir: string
  readonly labels: readonly RowLabels[]
}

const STATISTICS = ['min', 'max', 'mean', 'std', 'count', 'q01', 'q10', 'q50', 'q90', 'q99'] as const

/**
 * The result's stats.json: `index`, `episode_index`, `task_index` and renumbered subtasks from what was written; numeric features from
 * the rows, or by the reference's rule when quantiles are `bounds`; pictures by the reference's rule. A source
 * that comes in whole counts by its own stats.json, one that comes in part by the statistics of those episodes.
 */
export async function mergedStats(
  plan: MergePlan,
  options: MergedStatsOptions,
): Promise<Map<string, FeatureStats>> {
  const { features } = options.sources.datasets[0]!.info
  const fromRows = new Map(
    [...features].filter(
      ([name, feature]) => !isBookkeeping(name) && isFromRows(name, feature, plan.recipe.options),
    ),
  )
  const computed = await parallelRowStats(
    options.dir,
    plan.data.map(({ path }) => path),
    fromRows,
    plan.data.reduce((sum, { bytes }) => sum + bytes, 0),
    options,
  ).catch((error: unknown) => {
    throw namingSource(error, plan, options)
  })
  const merged = new Map<string, FeatureStats>()
  for (const [name, feature] of features) {
    const isLabel = name === LABELS.subtasks.column && plan.subtasks !== undefined
    const stats =
      isBookkeeping(name) || (isLabel && !computed.has(name))
        ? bookkeepingStats(name, plan, options.labels)
        : (computed.get(name) ?? (await knownStats(name, feature, plan, options)))
    if (stats !== undefined) merged.set(name, stats)
  }
  for (const name of undeclared(options.sources, features)) {
    const stats = await knownStats(name, undefined, plan, options)
    if (stats !== undefined) merged.set(name, stats)
  }
  return merged
}

/** Rows are read from the result, which is gone when this is reported; the fault is the source's. */
function namingSource(error: unknown, plan: MergePlan, { dir, sources }: MergedStatsOptions): unknown {
  if (!(error instanceof EngineError)) return error
  const { path, group } = error.details ?? {}
  const shard = plan.data.find((own) => path === join(dir, own.path))
  const episode = shard === undefined ? undefined : plan.episodes[shard.first + Number(group)]
  if (episode === undefined) return error
  const file = sources.path(episode.source, episode.rows.file)
  const message = error.message.replace(String(path), `${file}, episode ${episode.episode}`)
  return new EngineError(error.code, message, { hint: error.hint, cause: error })
}

/** Whether a feature's statistics are computed from the rows, so that every result has them. */
export function isFromRows(name: string, feature: Feature, { quantiles }: MergeOptions): boolean {
  return isBookkeeping(name) || (isNumeric(feature) && quantiles === 'exact')
}

function isBookkeeping(name: string): boolean {
  return name === 'index' || name === 'episode_index' || name === 'task_index'
}

/** Statistics of something that `features` does not list; kept all the same. */
function undeclared(sources: MergeSources, features: DatasetInfo['features']): Set<string> {
  return new Set(
    sources.datasets.flatMap(({ stats }) => [...(stats?.keys() ?? [])].filter((name) => !features.has(name))),
  )
}

function bookkeepingStats(name: string, plan: MergePlan, labels: readonly RowLabels[]): FeatureStats {
  const runs =
    name === 'episode_index'
      ? plan.episodes.map(({ length }, value) => ({ value, count: length }))
      : [
          ...Map.groupBy(
            labels.flatMap(({ tasks, subtasks }) => (name === LABELS.tasks.column ? tasks : subtasks)),
            ({ value }) => value,
          ),
        ].map(([value, own]) => ({
          value,
          count: own.reduce((sum, run) => sum + run.count, 0),
        }))
  const value = (statistic: string): number | undefined =>
    name === 'index' ? rangeStatistic(statistic, 0, plan.totals.frames) : runsStatistic(statistic, runs)
  return Object.fromEntries(STATISTICS.map((statistic): [string, Nested] => [statistic, [value(statistic)!]]))
}

/**
 * The statistics of a feature from what the sources say of it; undefined where none of them says anything that can be
 * joined. Episodes whose statistics have not the shape of the feature do not count.
 */
export async function knownStats(
  name: string,
  feature: Feature | undefined,
  plan: MergePlan,
  options: KnownStatsOptions,
): Promise<FeatureStats | undefined> {
  if (feature?.dtype === 'string' || feature?.dtype === 'language') return undefined
  const parts: StatsPart[] = []
  const known = [
    ...new Set(options.sources.datasets.flatMap(({ stats }) => Object.keys(stats?.get(name) ?? {}))),
  ]
  let first = 0
  for (const [source, { episodes: chosen, trims }] of plan.recipe.sources.entries()) {
    let end = first
    while (plan.episodes[end]?.source === source) end++
    const dataset = options.sources.datasets[source]!
    const stats = dataset.stats?.get(name)
    if (end > first) {
      const frames = plan.episodes.slice(first, end).reduce((sum, { length }) => sum + length, 0)
      const isWhole = stats !== undefined && chosen === undefined && trims === undefined
      const isComplete = isWhole && known.every((statistic) => stats[statistic] !== undefined)
      const ofEpisodes = isComplete ? [] : await episodeParts(name, plan, first, end, options)
      // Episodes may know what stats.json leaves out, quantiles above all; if they do not either, it counts.
      const episodesKnow =
        ofEpisodes.length > 0 &&
        ofEpisodes.every((part) => known.every((statistic) => part.stats[statistic] !== undefined))
      if (isWhole && !episodesKnow) parts.push({ stats, frames })
      else parts.push(...ofEpisodes)
    }
    first = end
  }
  return aggregateStats(feature === undefined ? parts : parts.filter(({ stats }) => isUsable(stats, feature)))
}

const MOMENTS = ['min', 'max', 'mean', 'std'] as const

function isUsable(stats: FeatureStats, feature: Feature): boolean {
  return MOMENTS.every((name) => stats[name] !== undefined) && fits(stats, feature)
}

/** The statistics of single episodes, from the columns of `meta/episodes`. */
async function episodeParts(
  name: string,
  plan: MergePlan,
  first: number,
  end: number,
  options: KnownStatsOptions,
): Promise<StatsPart[]> {
  using columns = new EpisodeColumns(plan, { first, end }, options.sources, options.pool)
  const byStatistic = new Map<string, (Nested | undefined)[]>()
  for (const column of options.schema.children) {
    const own = statisticColumn(column.name)
    if (own?.feature !== name) continue
    const numbers = await columns.numbers(column)
    byStatistic.set(
      own.statistic,
      numbers.map((values) => (values === undefined ? undefined : nest(values, column))),
    )
  }
  return plan.episodes.slice(first, end).flatMap(({ length }, i): StatsPart[] => {
    const own = options.trimmed.get(first + i)?.get(name)
    if (own !== undefined) return [{ stats: own, frames: length }]
    const stats = [...byStatistic].flatMap(([statistic, values]): [string, Nested][] =>
      values[i] === undefined ? [] : [[statistic, values[i]]],
    )
    return stats.length === 0 ? [] : [{ stats: Object.fromEntries(stats), frames: length }]
  })
}

/** Pictures have statistics of shape `(channels, 1, 1)`, three lists deep; all else is a plain list. */
function nest(numbers: readonly number[], column: SchemaNode): Nested {
  const isPicture = column.children[0]?.children[0]?.type === undefined
  return isPicture
    ? nestLike(
        numbers.map(() => [[0]]),
        numbers,
      )
    : numbers
}
