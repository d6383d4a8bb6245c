import type { Finding } from '#shared/findings.ts'
import type { ParquetFooter } from '#engine/parquet/footer.ts'
import { chunkStatistics } from '#engine/parquet/statistics.ts'
import type { EpisodesFile } from './episodes.ts'
import { elementsOf, type DatasetInfo, type Feature } from './info.ts'
import { flat, type FeatureStats, type Nested, type Stats } from './stats.ts'

/**
 * The statistics whose lists have the shape of their feature, and the features whose do not: edited by hand, or left
 * from before the feature was changed. Such numbers cannot be joined with those of others.
 */
export function fittingStats(info: DatasetInfo, stats: Stats): { fitting: Stats; unfit: readonly string[] } {
  const unfit = [...info.features].flatMap(([name, feature]) => {
    const own = stats.get(name)
    return own === undefined || fits(own, feature) ? [] : [name]
  })
  return { fitting: new Map([...stats].filter(([name]) => !unfit.includes(name))), unfit }
}

/**
 * Features whose statistics in the list of episodes have another number of values than the feature, by footers alone:
 * rows that have none are not counted, and rows that make up for each other are not noticed.
 */
export function checkEpisodeStats(info: DatasetInfo, files: readonly EpisodesFile[]): Finding[] {
  const unfit = [...info.features].flatMap(([name, feature]) => {
    const widths = widthsOf(feature)
    return files.some(({ footer }) => hasOtherWidth(footer, `stats/${name}/`, widths)) ? [name] : []
  })
  if (unfit.length === 0) return []
  return [
    {
      code: 'STATS_SHAPE',
      tier: 'advisory',
      subject: 'meta/episodes',
      message: `In the list of episodes the statistics of ${unfit.join(', ')} have not the shape of the feature. They are kept as they are; where statistics of the whole must be made from them, these are left out.`,
    },
  ]
}

function hasOtherWidth(footer: ParquetFooter, prefix: string, widths: readonly number[]): boolean {
  const { groupCount, leafCount, rows, values } = footer.chunks
  return footer.leaves.some(({ path: [column = ''] }, leaf) => {
    if (!column.startsWith(prefix) || column.endsWith('/count')) return false
    for (let group = 0, chunk = leaf; group < groupCount; group++, chunk += leafCount) {
      const isOther = rows[group]! > 0 && !widths.includes(values[chunk]! / rows[group]!)
      // An empty list counts as a null as well; a column without any value is one that a merge has left empty.
      if (isOther && chunkStatistics(footer, chunk)?.nullCount === 0) return true
    }
    return false
  })
}

/** Pictures have a number for each channel, which some write first; arrays for each place in their last dimension. */
function widthsOf(feature: Feature): number[] {
  const { shape } = feature
  return [shape[0] ?? 1, shape.at(-1) ?? 1, elementsOf(feature)]
}

/** Whether every statistic has the shape of the feature. */
export function fits(stats: FeatureStats, feature: Feature): boolean {
  const [first, ...others] = Object.entries(stats).flatMap(([name, value]) =>
    name === 'count' ? [] : [value],
  )
  if (first === undefined) return true
  const width = flat(first).length
  const own = shapeOf(first)
  return (
    own !== undefined &&
    widthsOf(feature).includes(width) &&
    others.every((value) => shapeOf(value)?.join() === own.join())
  )
}

/** The length of each dimension; undefined for ragged lists. */
function shapeOf(value: Nested): number[] | undefined {
  if (typeof value === 'number') return []
  const inner = value.map(shapeOf)
  const [first] = inner
  const isEven = inner.every((own) => own !== undefined && own.join() === first?.join())
  return isEven ? [value.length, ...(first ?? [])] : undefined
}
