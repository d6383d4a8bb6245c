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
  #scratch = new Float64Array(0)

  constructor(width: number) {
    this.width = width
    this.min = new Float64Array(width).fill(Infinity)
    this.max = new Float64Array(width).fill(-Infinity)
    this.mean = new Float64Array(width)
    this.m2 = new Float64Array(width)
  }

  /**
   * Adds rows. Within a block, deviations are taken from its first row; blocks are joined by Chan's formula. So
   * neither many rows nor a large offset costs precision. NaN spreads to all four, as in numpy.
   */
  add(rowValues: RowValues): void {
    const { width } = this
    const rows = rowValues.length / width
    if (rows === 0) return
    const values = this.#doubles(rowValues)
    // Element by element: the sums of one stay in registers, and a block fits into the cache.
    for (let i = 0; i < width; i++) {
      const origin = values[i]!
      let min = origin
      let max = origin
      let sum = 0
      let squares = 0
      for (let at = i; at < values.length; at += width) {
        const value = values[at]!
        const deviation = value - origin
        sum += deviation
        squares += deviation * deviation
        if (value < min) min = value
        else if (value > max) max = value
      }
      // Comparisons pass a NaN over; the sum does not.
      const isNan = sum !== sum
      this.min[i] = Math.min(this.min[i]!, isNan ? NaN : min)
      this.max[i] = Math.max(this.max[i]!, isNan ? NaN : max)
      this.#join(i, rows, origin + sum / rows, squares - (sum * sum) / rows)
    }
    this.count += rows
  }

  #join(i: number, rows: number, mean: number, m2: number): void {
    const total = this.count + rows
    const delta = mean - this.mean[i]!
    this.mean[i]! += (delta * rows) / total
    this.m2[i]! += Math.max(0, m2) + (delta * delta * this.count * rows) / total
  }

  /** One type of array keeps the loops above compiled for it. */
  #doubles(values: RowValues): Float64Array {
    if (values instanceof Float64Array) return values
    if (this.#scratch.length < values.length) this.#scratch = new Float64Array(values.length)
    this.#scratch.set(values)
    return this.#scratch.subarray(0, values.length)
  }

  /** Population standard deviation of element `i`. */
  std(i: number): number {
    return Math.sqrt(this.m2[i]! / this.count)
  }
}
