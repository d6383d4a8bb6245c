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
    return values.kind === 'bytes' ? dictionaryOf(values, count, byteArrayKeys(values)) : undefined
  if (values instanceof Uint8Array) return undefined
  const width = values.BYTES_PER_ELEMENT
  const keys =
    width === 4
      ? new Int32Array(values.buffer, values.byteOffset, count)
      : new BigInt64Array(values.buffer, values.byteOffset, count)
  return dictionaryOf(values, count, (i) => ({ key: keys[i]!, bytes: width }))
}

type KeyAt = (i: number) => { readonly key: string | number | bigint; readonly bytes: number } | undefined

function byteArrayKeys({ offsets, bytes }: ByteArrays): KeyAt {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return (i) => {
    const start = offsets[i]!
    const end = offsets[i + 1]!
    return end - start > MAX_VALUE_BYTES
      ? undefined
      : { key: buffer.toString('latin1', start, end), bytes: end - start + 4 }
  }
}

function dictionaryOf(values: LeafValues, count: number, keyAt: KeyAt): Dictionary | undefined {
  const ids = new Map<string | number | bigint, number>()
  const firsts: number[] = []
  // The rest is only taken room for when the first values repeat.
  let indices = new Uint32Array(Math.min(count, SAMPLE + 1))
  let size = 0
  for (let i = 0; i < count; i++) {
    const at = keyAt(i)
    if (at === undefined) return undefined
    let id = ids.get(at.key)
    if (id === undefined) {
      id = ids.size
      ids.set(at.key, id)
      firsts.push(i)
      size += at.bytes
      if (size > MAX_DICTIONARY_BYTES) return undefined
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
