import type { DatasetInfo, Feature } from './info.ts'
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

function fits(stats: FeatureStats, { shape }: Feature): boolean {
  const [first, ...others] = Object.entries(stats).flatMap(([name, value]) =>
    name === 'count' ? [] : [value],
  )
  if (first === undefined) return true
  const width = flat(first).length
  // Pictures have a number for each channel, which some write first; arrays for each place in their last dimension.
  const elements = shape.reduce((product, size) => product * size, 1)
  const own = shapeOf(first)
  return (
    own !== undefined &&
    [shape[0], shape.at(-1), elements].includes(width) &&
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
