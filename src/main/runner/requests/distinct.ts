/** Values that come again and again, each kept once under a number of its own. */
export class Distinct<T> {
  readonly values: T[] = []
  readonly #numbers = new Map<string, number>()
  readonly #keyOf: (value: T) => string

  /** `keyOf` is the same for values that count as one. */
  constructor(keyOf: (value: T) => string) {
    this.#keyOf = keyOf
  }

  /** The position in `values`, where a new value is put at the end. */
  numberOf(value: T): number {
    const key = this.#keyOf(value)
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    this.#numbers.set(key, this.values.length)
    return this.values.push(value) - 1
  }
}
