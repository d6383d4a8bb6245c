import type { Finding } from '#shared/findings.ts'
import type { MergeOptions, MergePlan } from '#shared/plan.ts'
import type { Dataset } from '#engine/dataset/open.ts'
import { hasStatistics } from '#engine/dataset/info.ts'
import type { ParquetFooter } from '#engine/parquet/footer.ts'
import { chunkStatistics } from '#engine/parquet/statistics.ts'
import { isFromRows } from './write-stats.ts'

/** A source of a merge. */
export interface StatisticsSource {
  readonly dataset: Dataset
  /** Its position. */
  readonly source: number
  /** Whether only some of its episodes come in, or parts of them: then its stats.json, which is of all, does not count. */
  readonly isInPart: boolean
}

/**
 * Features whose statistics in the result leave a source out, because it has none of them that count: pictures, and
 * numbers where those are not computed from the rows.
 */
export function checkStatistics(
  { dataset, source, isInPart }: StatisticsSource,
  options: MergeOptions,
): Finding[] {
  return [...dataset.info.features].flatMap(([name, feature]): Finding[] => {
    if (!hasStatistics(feature) || isFromRows(name, feature, options)) return []
    const isOfAll = dataset.stats?.has(name) === true
    if (isOfAll && !isInPart) return []
    if (dataset.episodeFiles.some(({ footer }) => listsStatistics(footer, name))) return []
    const where = isOfAll
      ? ' in its episode list, and those in meta/stats.json are of all its episodes'
      : ', neither in meta/stats.json nor in its episode list'
    return [
      {
        code: 'STATS_MISSING',
        tier: 'advisory',
        source,
        subject: name,
        message: `${dataset.name} has no statistics of ${name}${where}. The result's statistics of ${name} leave its episodes out.`,
      },
    ]
  })
}

/** What {@link checkStatistics} has to say only because episodes are trimmed. */
export function checkTrimmedStatistics({ recipe }: MergePlan, sources: readonly Dataset[]): Finding[] {
  return sources.flatMap((dataset, source) => {
    const { episodes, trims } = recipe.sources[source] ?? {}
    if (trims === undefined || episodes !== undefined) return []
    const of = (isInPart: boolean) => checkStatistics({ dataset, source, isInPart }, recipe.options)
    const told = new Set(of(false).map(({ subject }) => subject))
    return of(true).filter(({ subject }) => !told.has(subject))
  })
}

/** Whether a `meta/episodes` file has a statistic of a feature that is not null in every row, as footers tell. */
function listsStatistics(footer: ParquetFooter, feature: string): boolean {
  const { groupCount, leafCount, values } = footer.chunks
  return footer.leaves.some((leaf, i) => {
    if (leaf.path[0]?.startsWith(`stats/${feature}/`) !== true) return false
    for (let chunk = i; chunk < groupCount * leafCount; chunk += leafCount) {
      const nulls = chunkStatistics(footer, chunk)?.nullCount
      if (nulls === undefined || nulls < values[chunk]!) return true
    }
    return false
  })
}
