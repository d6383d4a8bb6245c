import type { Finding } from '#shared/findings.ts'
import type { MergeOptions } from '#shared/plan.ts'
import type { Dataset } from '#engine/dataset/open.ts'
import { isNumeric, REWRITTEN_COLUMNS } from '#engine/dataset/info.ts'
import type { ParquetFooter } from '#engine/parquet/footer.ts'
import { chunkStatistics } from '#engine/parquet/statistics.ts'

/**
 * Features whose statistics in the result leave a source out, because it has none of them, neither in stats.json nor
 * in its episode list: pictures, and numbers where those are not computed from the rows.
 */
export function checkStatistics(dataset: Dataset, source: number, options: MergeOptions): Finding[] {
  return [...dataset.info.features].flatMap(([name, feature]): Finding[] => {
    const isText = feature.dtype === 'string' || feature.dtype === 'language'
    const isBookkeeping = (REWRITTEN_COLUMNS as readonly string[]).includes(name)
    const isComputed = isNumeric(feature) && options.quantiles === 'exact'
    if (isText || isBookkeeping || isComputed || dataset.stats?.has(name) === true) return []
    if (dataset.episodeFiles.some(({ footer }) => hasStatistics(footer, name))) return []
    return [
      {
        code: 'STATS_MISSING',
        tier: 'advisory',
        source,
        subject: name,
        message: `${dataset.name} has no statistics of ${name}, neither in meta/stats.json nor in its episode list. The result's statistics of ${name} leave its episodes out.`,
      },
    ]
  })
}

/** Whether a `meta/episodes` file has a statistic of a feature that is not null in every row, as footers tell. */
function hasStatistics(footer: ParquetFooter, feature: string): boolean {
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
