import type { FeatureStats } from '#engine/dataset/stats.ts'
import { rangeStatistic } from '#engine/merge/episode-values.ts'

const NAMES = ['min', 'max', 'mean', 'std', 'count', 'q01', 'q10', 'q50', 'q90', 'q99'] as const

/** Statistics of each element of interleaved rows, as the recorder stores them for an episode. */
export function statisticsOf(values: Float32Array, width: number): FeatureStats {
  const rows = values.length / width
  const elements = Array.from({ length: width }, (_, element) => {
    const column = new Float32Array(rows)
    for (let row = 0; row < rows; row++) column[row] = values[row * width + element]!
    return sortedStatistics(column.sort())
  })
  return Object.fromEntries(
    NAMES.map((name) => [name, name === 'count' ? [rows] : elements.map((element) => element[name])]),
  )
}

/** Statistics of `first, first + step, …` over `count` rows. */
export function rangeStatistics(first: number, count: number, step: number): FeatureStats {
  const valueOf = (name: string): number => {
    const value = rangeStatistic(name, 0, count)!
    if (name === 'count') return value
    return name === 'std' ? value * step : first + value * step
  }
  return Object.fromEntries(NAMES.map((name) => [name, [valueOf(name)]]))
}

function sortedStatistics(sorted: Float32Array): Record<(typeof NAMES)[number], number> {
  const count = sorted.length
  const mean = sorted.reduce((sum, value) => sum + value, 0) / count
  const variance = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count
  const quantile = (fraction: number): number => {
    const position = fraction * (count - 1)
    const low = sorted[Math.floor(position)]!
    return low + (sorted[Math.ceil(position)]! - low) * (position - Math.floor(position))
  }
  return {
    min: sorted[0]!,
    max: sorted[count - 1]!,
    mean,
    std: Math.sqrt(variance),
    count,
    q01: quantile(0.01),
    q10: quantile(0.1),
    q50: quantile(0.5),
    q90: quantile(0.9),
    q99: quantile(0.99),
  }
}
