/** Values of one element, frame by frame; NaN where there is none. */
export type Values = Float32Array | Float64Array

/** A stretch of an episode in frames; both ends are seen. */
export interface FrameRange {
  readonly min: number
  readonly max: number
}

/** What is drawn: lines over shared positions. A gap is null. */
export interface PlotPoints {
  /** Frames, ascending. */
  readonly xs: readonly number[]
  readonly ys: readonly (readonly (number | null)[])[]
}

/**
 * The points of some lines within a range, for a plot that is `columns` pixels wide. Where more than two samples fall
 * on a column of pixels, it shows the least and the greatest of them in the order they came: a spike of one sample is
 * never lost, and nothing is averaged. One sample on either side is added, so that lines go to the edge.
 */
export function plotPoints(lines: readonly Values[], range: FrameRange, columns: number): PlotPoints {
  const length = Math.max(0, ...lines.map((values) => values.length))
  const start = Math.max(0, Math.floor(range.min) - 1)
  const end = Math.min(length, Math.ceil(range.max) + 2)
  if (end - start <= 2 * Math.max(1, columns)) {
    const xs = Array.from({ length: Math.max(0, end - start) }, (_, i) => start + i)
    return { xs, ys: lines.map((values) => xs.map((frame) => finite(values[frame]))) }
  }
  // Counted from frame 0: columns keep their samples while the range moves, so nothing flickers.
  const size = (range.max - range.min) / columns
  const first = Math.floor(start / size)
  const last = Math.ceil(end / size)
  const xs: number[] = []
  const ys = lines.map((): (number | null)[] => [])
  for (let column = first; column < last; column++) {
    const from = Math.max(start, Math.ceil(column * size))
    const to = Math.min(end, Math.ceil((column + 1) * size))
    if (from >= to) continue
    xs.push(from, from + size / 2)
    lines.forEach((values, line) => ys[line]!.push(...extremes(values, from, to)))
  }
  return { xs, ys }
}

/** The least and the greatest of `[from, to)`, the earlier one first. */
function extremes(values: Values, from: number, to: number): [number | null, number | null] {
  let low = -1
  let high = -1
  for (let i = from; i < to; i++) {
    const value = values[i]!
    if (!Number.isFinite(value)) continue
    if (low < 0 || value < values[low]!) low = i
    if (high < 0 || value > values[high]!) high = i
  }
  return [finite(values[Math.min(low, high)]), finite(values[Math.max(low, high)])]
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null
}
