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
    const origin = values.slice(0, width)
    const min = values.slice(0, width)
    const max = values.slice(0, width)
    const sum = new Float64Array(width)
    const squares = new Float64Array(width)
    for (let at = 0; at < values.length; at += width) {
      for (let i = 0; i < width; i++) {
        const value = values[at + i]!
        const deviation = value - origin[i]!
        sum[i]! += deviation
        squares[i]! += deviation * deviation
        if (value < min[i]!) min[i] = value
        else if (value > max[i]!) max[i] = value
      }
    }
    for (let i = 0; i < width; i++) {
      // Comparisons pass a NaN over; the sum does not.
      const isNan = sum[i] !== sum[i]
      this.min[i] = Math.min(this.min[i]!, isNan ? NaN : min[i]!)
      this.max[i] = Math.max(this.max[i]!, isNan ? NaN : max[i]!)
      this.#join(i, rows, origin[i]! + sum[i]! / rows, squares[i]! - (sum[i]! * sum[i]!) / rows)
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
