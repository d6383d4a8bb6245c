/**
 * Memory for values of four bytes, used again for every column chunk: a fresh array for each one keeps the garbage
 * collector busy.
 */
export class WordStore {
  #words = new Uint32Array(0)
  #used = 0

  /** What was taken before may be overwritten from now on. */
  reset(): void {
    this.#used = 0
  }

  /** Room for `count` values with arbitrary contents, apart from all taken since the last {@link reset}. */
  take(count: number): Uint32Array<ArrayBuffer> {
    if (this.#used + count > this.#words.length) {
      this.#words = new Uint32Array(count)
      this.#used = 0
    }
    const words = this.#words.subarray(this.#used, this.#used + count)
    this.#used += count
    return words
  }
}
