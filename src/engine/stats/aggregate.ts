import { flat, nestLike, type FeatureStats, type Nested } from '#engine/dataset/stats.ts'

/** Statistics of one part of the data, and how many frames it really has. */
export interface StatsPart {
  readonly stats: FeatureStats
  readonly frames: number
}

const QUANTILE = /^q(\d+)$/

/**
 * Joins the statistics of parts as the reference does (merge-rules, section 9): extremes of extremes, mean and
 * standard deviation weighted by `count`, quantiles as an envelope (the smallest up to the median, the largest
 * above). Two departures: where a part's `count` exceeds its frames (it counts pixels), all parts are weighted by
 * frames; and quantiles survive where every part has them, whatever the first part lists.
 * Returns undefined when there is no part, or when the parts' shapes differ.
 */
export function aggregateStats(parts: readonly StatsPart[]): FeatureStats | undefined {
  const [first] = parts
  const shape = first?.stats['mean']
  if (first === undefined || shape === undefined) return undefined
  const width = flat(shape).length
  const column = (name: string): number[][] => parts.map(({ stats }) => flat(stats[name] ?? []))
  const [min, max, mean, std] = ['min', 'max', 'mean', 'std'].map(column) as [
    number[][],
    number[][],
    number[][],
    number[][],
  ]
  if ([min, max, mean, std].some((values) => values.some((own) => own.length !== width))) return undefined
  const weights = weightsOf(parts)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const each = (value: (element: number) => number): Nested =>
    nestLike(
      shape,
      Array.from({ length: width }, (_, i) => value(i)),
    )
  const means = Array.from({ length: width }, (_, i) => weightedMean(mean, weights, total, i))
  const joined: Record<string, Nested> = {
    min: each((i) => extreme(min, i, Math.min)),
    max: each((i) => extreme(max, i, Math.max)),
    mean: each((i) => means[i]!),
    std: each((i) =>
      Math.sqrt(
        weights.reduce(
          (sum, weight, part) => sum + (std[part]![i]! ** 2 + (mean[part]![i]! - means[i]!) ** 2) * weight,
          0,
        ) / total,
      ),
    ),
    count: [total],
  }
  const quantiles = Object.keys(first.stats).filter((name) => QUANTILE.test(name))
  for (const name of quantiles) {
    const values = column(name)
    if (values.some((own) => own.length !== width)) continue
    const isLow = Number(QUANTILE.exec(name)![1]) <= 50
    joined[name] = each((i) => extreme(values, i, isLow ? Math.min : Math.max))
  }
  return joined
}

function extreme(values: readonly number[][], element: number, of: (a: number, b: number) => number): number {
  return values.reduce((found, own) => of(found, own[element]!), values[0]![element]!)
}

function weightedMean(
  mean: readonly number[][],
  weights: readonly number[],
  total: number,
  element: number,
): number {
  return weights.reduce((sum, weight, part) => sum + mean[part]![element]! * weight, 0) / total
}

/** Counts say how many pictures were sampled; recordings encoded on the fly count pixels instead. */
function weightsOf(parts: readonly StatsPart[]): number[] {
  const counts = parts.map(({ stats, frames }) => flat(stats['count'] ?? [])[0] ?? frames)
  return counts.some((count, i) => !(count > 0 && count <= parts[i]!.frames))
    ? parts.map(({ frames }) => frames)
    : counts
}
