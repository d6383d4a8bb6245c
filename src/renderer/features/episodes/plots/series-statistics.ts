import type { Values } from './plot-points.ts'

/** What the values of one element come to over the episode. NaN where there are none. */
export interface SeriesStatistics {
  readonly min: number
  readonly max: number
  readonly mean: number
  /** Of the values themselves, not an estimate from a sample: divided by their number. */
  readonly std: number
  /** Values that are null, NaN or infinite: not in the figures. */
  readonly missing: number
}

/** In two passes: the squares of large, close values would cancel each other out in one. */
export function seriesStatistics(values: Values): SeriesStatistics {
  let [count, sum, min, max] = [0, 0, Infinity, -Infinity]
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    count++
    sum += value
    if (value < min) min = value
    if (value > max) max = value
  }
  const missing = values.length - count
  if (count === 0) return { min: NaN, max: NaN, mean: NaN, std: NaN, missing }
  const mean = sum / count
  let squares = 0
  for (const value of values) if (Number.isFinite(value)) squares += (value - mean) ** 2
  return { min, max, mean, std: Math.sqrt(squares / count), missing }
}

/** The limits of an axis that shows all of these with some air, also where they are all the same. */
export function axisLimits(statistics: readonly SeriesStatistics[]): readonly [number, number] {
  const known = statistics.filter(({ min }) => Number.isFinite(min))
  if (known.length === 0) return [0, 1]
  const min = Math.min(...known.map((one) => one.min))
  const max = Math.max(...known.map((one) => one.max))
  const air = max > min ? (max - min) * 0.06 : Math.max(Math.abs(max) * 0.1, 0.5)
  return [min - air, max + air]
}
