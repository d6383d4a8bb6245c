/** The statistics of the format for rows of numbers: one list entry per element of a row. */
export interface ExpectedStats {
  readonly min: number[]
  readonly max: number[]
  readonly mean: number[]
  readonly std: number[]
  readonly count: number[]
  readonly q01: number[]
  readonly q10: number[]
  readonly q50: number[]
  readonly q90: number[]
  readonly q99: number[]
}

/** Computes them the slow and plain way: population standard deviation, quantiles as numpy's default. */
export function statsOf(rows: readonly (readonly number[])[]): ExpectedStats {
  const columns = rows[0]!.map((_, element) => rows.map((row) => row[element]!).sort((a, b) => a - b))
  const each = (of: (sorted: readonly number[]) => number): number[] => columns.map(of)
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length
  const quantile =
    (fraction: number) =>
    (sorted: readonly number[]): number => {
      const position = fraction * (sorted.length - 1)
      const [low, high] = [sorted[Math.floor(position)]!, sorted[Math.ceil(position)]!]
      return low + (high - low) * (position - Math.floor(position))
    }
  return {
    min: each((sorted) => sorted[0]!),
    max: each((sorted) => sorted.at(-1)!),
    mean: each(mean),
    std: each((sorted) => Math.sqrt(mean(sorted.map((value) => (value - mean(sorted)) ** 2)))),
    count: [rows.length],
    q01: each(quantile(0.01)),
    q10: each(quantile(0.1)),
    q50: each(quantile(0.5)),
    q90: each(quantile(0.9)),
    q99: each(quantile(0.99)),
  }
}

/** A part of the data: its statistics, each flattened to a list, and how much it counts. */
export interface WeightedPart {
  readonly mean: readonly number[]
  readonly std: readonly number[]
  readonly weight: number
}

/** Mean and standard deviation of parts taken together (merge-rules, section 9). */
export function joinMoments(parts: readonly WeightedPart[]): { mean: number[]; std: number[] } {
  const total = parts.reduce((sum, { weight }) => sum + weight, 0)
  const over = (value: (part: WeightedPart) => number): number =>
    parts.reduce((sum, part) => sum + value(part) * part.weight, 0) / total
  const mean = parts[0]!.mean.map((_, i) => over((part) => part.mean[i]!))
  const std = mean.map((joined, i) =>
    Math.sqrt(over((part) => part.std[i]! ** 2 + (part.mean[i]! - joined) ** 2)),
  )
  return { mean, std }
}
