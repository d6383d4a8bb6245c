/** With fewer, nobody can tell what is usual. */
const LEAST = 5
/** Deviations from the median, in units of the usual one, beyond which a length stands out (Iglewicz and Hoaglin). */
const LIMIT = 3.5
/** The median absolute deviation of a normal distribution, and its mean one, in standard deviations. */
const [MEDIAN_DEVIATION, MEAN_DEVIATION] = [0.6745, 0.7979]
/** A deviation below this share of the median is never worth a look, however alike the others are. */
const LEAST_SHARE = 0.2

/**
 * Which lengths stand out from the others, by their distance from the median measured in median absolute deviations;
 * in mean ones where more than half of the lengths are equal. Positions ascending.
 */
export function lengthOutliers(lengths: readonly number[]): {
  readonly median: number
  readonly at: number[]
} {
  const median = medianOf(lengths)
  const deviations = lengths.map((length) => Math.abs(length - median))
  const mad = medianOf(deviations)
  const usual =
    mad > 0
      ? mad / MEDIAN_DEVIATION
      : deviations.reduce((sum, deviation) => sum + deviation, 0) / lengths.length / MEAN_DEVIATION
  const limit = Math.max(LIMIT * usual, LEAST_SHARE * median)
  const at =
    lengths.length < LEAST ? [] : deviations.flatMap((deviation, i) => (deviation > limit ? [i] : []))
  return { median, at }
}

function medianOf(values: readonly number[]): number {
  if (values.length === 0) return 0
  const sorted = Float64Array.from(values).sort()
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
