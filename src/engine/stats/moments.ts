/** Numbers in rows of `width`, interleaved: `values[row * width + i]` is element i of a row. */
export type RowValues = Float32Array | Float64Array | Int32Array | Uint8Array

/** Count, extremes, mean and sum of squared deviations of each element of a feature. */
export class Moments {
  readonly width: number
  count = 0
  readonly min: Float64Array
  readonly max: Float64Array
  readonly mean: Float64Array
  /** Sum of squared deviations from the mean. */
  readonly m2: Float64Array

  constructor(width: number) {
    this.width = width
    this.min = new Float64Array(width).fill(Infinity)
    this.max = new Float64Array(width).fill(-Infinity)
    this.mean = new Float64Array(width)
    this.m2 = new Float64Array(width)
  }

  /**
   * Adds rows: exact means of the block first, deviations from them second, joined by Chan's formula, so that
   * neither many rows nor a large offset costs precision. NaN spreads to all four, as in numpy.
   */
  add(values: RowValues): void {
    const { width } = this
    const rows = values.length / width
    if (rows === 0) return
    const sum = new Float64Array(width)
    for (let at = 0; at < values.length; at += width) {
      for (let i = 0; i < width; i++) {
        const value = values[at + i]!
        sum[i]! += value
        this.min[i] = Math.min(this.min[i]!, value)
        this.max[i] = Math.max(this.max[i]!, value)
      }
    }
    const mean = sum.map((total) => total / rows)
    const m2 = new Float64Array(width)
    for (let at = 0; at < values.length; at += width) {
      for (let i = 0; i < width; i++) {
        const deviation = values[at + i]! - mean[i]!
        m2[i]! += deviation * deviation
      }
    }
    const total = this.count + rows
    for (let i = 0; i < width; i++) {
      const delta = mean[i]! - this.mean[i]!
      this.mean[i]! += (delta * rows) / total
      this.m2[i]! += m2[i]! + (delta * delta * this.count * rows) / total
    }
    this.count = total
  }

  /** Population standard deviation of element `i`. */
  std(i: number): number {
    return Math.sqrt(this.m2[i]! / this.count)
  }
}
