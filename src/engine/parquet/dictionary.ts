import { byteArraysOf, valueCount, type ByteArrays, type LeafValues } from './leaf.ts'

/** Distinct values in order of first use, and for each value its number among them. */
export interface Dictionary {
  readonly values: LeafValues
  readonly indices: Uint32Array
}

/** As in parquet-cpp: a dictionary page grows to 1 MiB at most. */
const MAX_DICTIONARY_BYTES = 1 << 20
/** When most of the first values differ, the rest is taken to differ as well. */
const SAMPLE = 1024
/** Longer values are pictures, not words. */
const MAX_VALUE_BYTES = 4096

/** Builds a dictionary, or returns undefined where PLAIN is the better encoding. Equality is by bits. */
export function buildDictionary(values: LeafValues): Dictionary | undefined {
  const count = valueCount(values)
  if (count === 0) return undefined
  if ('kind' in values)
    return values.kind === 'bytes' ? dictionaryOf(values, count, new ByteArrayIds(values)) : undefined
  if (values instanceof Uint8Array) return undefined
  return dictionaryOf(values, count, new NumberIds(values))
}

/** Numbers the distinct values of a store by their first use. */
interface Ids {
  /** So far. */
  readonly size: number
  /** What they take in a dictionary page. */
  readonly byteLength: number
  /** The number of value `i`; undefined when it is not fit for a dictionary. */
  idOf(i: number): number | undefined
}

class ByteArrayIds implements Ids {
  readonly #ids = new Map<string, number>()
  readonly #offsets: Uint32Array
  readonly #buffer: Buffer
  byteLength = 0

  constructor({ offsets, bytes }: ByteArrays) {
    this.#offsets = offsets
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get size(): number {
    return this.#ids.size
  }

  idOf(i: number): number | undefined {
    const start = this.#offsets[i]!
    const end = this.#offsets[i + 1]!
    if (end - start > MAX_VALUE_BYTES) return undefined
    const key = this.#buffer.toString('latin1', start, end)
    const known = this.#ids.get(key)
    if (known !== undefined) return known
    const id = this.#ids.size
    this.#ids.set(key, id)
    this.byteLength += end - start + 4
    return id
  }
}

/** Open addressing over the bits of the values: a Map would need an object for every one of eight bytes. */
class NumberIds implements Ids {
  /** The halves of values of eight bytes, or values of four. */
  readonly #words: Uint32Array
  readonly #perValue: number
  /** By slot: 0 when it is free, else 1 + the id of a value. */
  #slots = new Uint32Array(256)
  /** By id: where the value was seen first. */
  #firsts = new Uint32Array(128)
  size = 0

  constructor({ buffer, byteOffset, byteLength, BYTES_PER_ELEMENT }: Exclude<LeafValues, { kind: string }>) {
    this.#words = new Uint32Array(buffer, byteOffset, byteLength / 4)
    this.#perValue = BYTES_PER_ELEMENT / 4
  }

  get byteLength(): number {
    return this.size * this.#perValue * 4
  }

  idOf(i: number): number {
    const slot = this.#slotOf(i)
    const taken = this.#slots[slot]!
    if (taken > 0) return taken - 1
    if (this.size === this.#firsts.length) {
      this.#grow()
      return this.idOf(i)
    }
    this.#firsts[this.size] = i
    this.#slots[slot] = ++this.size
    return this.size - 1
  }

  /** The slot of a value, or the free one where it belongs. */
  #slotOf(i: number): number {
    const words = this.#words
    const slots = this.#slots
    const isWide = this.#perValue === 2
    const low = words[i * this.#perValue]!
    const high = isWide ? words[2 * i + 1]! : 0
    const mask = slots.length - 1
    let hash = Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b)
    hash ^= hash >>> 15
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const taken = slots[slot]!
      if (taken === 0) return slot
      const first = this.#firsts[taken - 1]!
      if (words[first * this.#perValue] === low && (!isWide || words[2 * first + 1] === high)) return slot
    }
  }

  #grow(): void {
    const firsts = new Uint32Array(this.#firsts.length * 2)
    firsts.set(this.#firsts)
    this.#firsts = firsts
    this.#slots = new Uint32Array(firsts.length * 2)
    for (let id = 0; id < this.size; id++) this.#slots[this.#slotOf(firsts[id]!)] = id + 1
  }
}

function dictionaryOf(values: LeafValues, count: number, ids: Ids): Dictionary | undefined {
  const firsts: number[] = []
  // The rest is only taken room for when the first values repeat.
  let indices = new Uint32Array(Math.min(count, SAMPLE + 1))
  for (let i = 0; i < count; i++) {
    const id = ids.idOf(i)
    if (id === undefined) return undefined
    if (id === firsts.length) {
      firsts.push(i)
      if (ids.byteLength > MAX_DICTIONARY_BYTES) return undefined
    }
    indices[i] = id
    if (i === SAMPLE) {
      if (ids.size > SAMPLE / 2) return undefined
      const all = new Uint32Array(count)
      all.set(indices)
      indices = all
    }
  }
  if (count > 1 && ids.size > count * 0.75) return undefined
  return { values: pick(values, firsts), indices }
}

function pick(values: LeafValues, at: readonly number[]): LeafValues {
  if ('kind' in values) {
    if (values.kind === 'fixed') return values
    return byteArraysOf(at.map((i) => values.bytes.subarray(values.offsets[i], values.offsets[i + 1])))
  }
  if (values instanceof BigInt64Array) return BigInt64Array.from(at, (i) => values[i]!)
  if (values instanceof Int32Array) return Int32Array.from(at, (i) => values[i]!)
  if (values instanceof Float32Array) return Float32Array.from(at, (i) => values[i]!)
  if (values instanceof Float64Array) return Float64Array.from(at, (i) => values[i]!)
  return Uint8Array.from(at, (i) => values[i]!)
}
