import { emptyValues, type ByteArrays, type LeafValues } from './leaf.ts'
import type { SchemaNode } from './schema.ts'
import type { WordStore } from './word-store.ts'

/**
 * Decodes `count` PLAIN values of a leaf's physical type, single-precision floats into `store` if there is one.
 * Throws a plain Error when the bytes end early.
 */
export function decodePlain(
  bytes: Uint8Array,
  leaf: SchemaNode,
  count: number,
  store?: WordStore,
): LeafValues {
  const empty = emptyValues(leaf)
  if ('kind' in empty) {
    if (empty.kind === 'bytes') return decodeByteArrays(bytes, count)
    need(bytes, count * empty.width)
    return { ...empty, bytes: bytes.slice(0, count * empty.width) }
  }
  if (empty instanceof Uint8Array) return decodeBooleans(bytes, count)
  need(bytes, count * empty.BYTES_PER_ELEMENT)
  if (store !== undefined && empty instanceof Float32Array) {
    const words = store.take(count)
    new Uint8Array(words.buffer, words.byteOffset, words.byteLength).set(bytes.subarray(0, words.byteLength))
    return new Float32Array(words.buffer, words.byteOffset, count)
  }
  // A copy: pages lie at any offset, typed arrays need aligned ones, and the page buffer is reused.
  const { buffer } = bytes.slice(0, count * empty.BYTES_PER_ELEMENT)
  if (empty instanceof Int32Array) return new Int32Array(buffer)
  if (empty instanceof BigInt64Array) return new BigInt64Array(buffer)
  return empty instanceof Float32Array ? new Float32Array(buffer) : new Float64Array(buffer)
}

function need(bytes: Uint8Array, length: number): void {
  if (bytes.length < length) throw new Error(`values need ${length} bytes, the page has ${bytes.length}`)
}

function decodeBooleans(bytes: Uint8Array, count: number): Uint8Array {
  need(bytes, Math.ceil(count / 8))
  const values = new Uint8Array(count)
  for (let i = 0; i < count; i++) values[i] = (bytes[i >> 3]! >> (i & 7)) & 1
  return values
}

function decodeByteArrays(bytes: Uint8Array, count: number): ByteArrays {
  need(bytes, count * 4)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const offsets = new Uint32Array(count + 1)
  let position = 0
  let total = 0
  for (let i = 0; i < count; i++) {
    need(bytes, position + 4)
    const length = view.getUint32(position, true)
    position += 4 + length
    need(bytes, position)
    total += length
    offsets[i + 1] = total
  }
  const packed = new Uint8Array(total)
  for (let i = 0, from = 4; i < count; i++) {
    const length = offsets[i + 1]! - offsets[i]!
    packed.set(bytes.subarray(from, from + length), offsets[i])
    from += length + 4
  }
  return { kind: 'bytes', offsets, bytes: packed }
}

/** Encodes values PLAIN, little-endian. */
export function encodePlain(values: LeafValues): Uint8Array {
  if ('kind' in values) return values.kind === 'fixed' ? values.bytes : encodeByteArrays(values)
  if (values instanceof Uint8Array) {
    const packed = new Uint8Array(Math.ceil(values.length / 8))
    for (let i = 0; i < values.length; i++) if (values[i]) packed[i >> 3]! |= 1 << (i & 7)
    return packed
  }
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}

function encodeByteArrays(values: ByteArrays): Uint8Array {
  const count = values.offsets.length - 1
  const out = new Uint8Array(values.bytes.length + count * 4)
  const view = new DataView(out.buffer)
  let at = 0
  for (let i = 0; i < count; i++) {
    const from = values.offsets[i]!
    const to = values.offsets[i + 1]!
    view.setUint32(at, to - from, true)
    out.set(values.bytes.subarray(from, to), at + 4)
    at += 4 + to - from
  }
  return out
}

/** Looks `indices` up in a dictionary. Throws a plain Error for an index beyond it. */
export function gather(dictionary: LeafValues, indices: Uint32Array): LeafValues {
  if (!('kind' in dictionary)) {
    checkIndices(indices, dictionary.length)
    if (dictionary instanceof Uint8Array)
      return indices.length === 0
        ? dictionary.slice(0, 0)
        : Uint8Array.from(indices, (index) => dictionary[index]!)
    const { buffer, byteOffset, byteLength, BYTES_PER_ELEMENT: width } = dictionary
    const words = new Uint32Array(buffer, byteOffset, byteLength / 4)
    const gathered = width === 4 ? gather32(words, indices) : gather64(words, indices)
    if (dictionary instanceof Float32Array) return new Float32Array(gathered.buffer)
    if (dictionary instanceof Float64Array) return new Float64Array(gathered.buffer)
    return dictionary instanceof Int32Array
      ? new Int32Array(gathered.buffer)
      : new BigInt64Array(gathered.buffer)
  }
  return dictionary.kind === 'bytes'
    ? gatherByteArrays(dictionary, indices)
    : gatherFixed(dictionary, indices)
}

function beyond(index: number, length: number): Error {
  return new Error(`index ${index} in a dictionary of ${length} values`)
}

function checkIndices(indices: Uint32Array, length: number): void {
  let largest = 0
  for (let i = 0; i < indices.length; i++) if (indices[i]! > largest) largest = indices[i]!
  if (indices.length > 0 && largest >= length) throw beyond(largest, length)
}

/** As words, so that the bits of a NaN survive; and one loop a width, which V8 compiles once and well. */
function gather32(dictionary: Uint32Array, indices: Uint32Array): Uint32Array {
  const out = new Uint32Array(indices.length)
  for (let i = 0; i < indices.length; i++) out[i] = dictionary[indices[i]!]!
  return out
}

function gather64(dictionary: Uint32Array, indices: Uint32Array): Uint32Array {
  const out = new Uint32Array(indices.length * 2)
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i]! * 2
    out[2 * i] = dictionary[from]!
    out[2 * i + 1] = dictionary[from + 1]!
  }
  return out
}

/** As much as text is read at once anywhere: a dictionary of one long text would else fill the memory. */
const MAX_TEXT_BYTES = 2 ** 28

/** Bytes of all values together, added up without wrapping around. */
function roomFor({ offsets }: ByteArrays, indices: Uint32Array): number {
  let total = 0
  for (const index of indices) total += offsets[index + 1]! - offsets[index]!
  if (total > MAX_TEXT_BYTES) throw new Error(`${total} bytes of values out of a dictionary`)
  return total
}

function gatherByteArrays(dictionary: ByteArrays, indices: Uint32Array): ByteArrays {
  const offsets = new Uint32Array(indices.length + 1)
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!
    if (index + 1 >= dictionary.offsets.length) throw beyond(index, dictionary.offsets.length - 1)
    offsets[i + 1] = offsets[i]! + dictionary.offsets[index + 1]! - dictionary.offsets[index]!
  }
  const bytes = new Uint8Array(roomFor(dictionary, indices))
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!
    bytes.set(dictionary.bytes.subarray(dictionary.offsets[index], dictionary.offsets[index + 1]), offsets[i])
  }
  return { kind: 'bytes', offsets, bytes }
}

function gatherFixed(dictionary: Extract<LeafValues, { kind: 'fixed' }>, indices: Uint32Array): LeafValues {
  const { width } = dictionary
  const bytes = new Uint8Array(indices.length * width)
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!
    if ((index + 1) * width > dictionary.bytes.length) throw beyond(index, dictionary.bytes.length / width)
    bytes.set(dictionary.bytes.subarray(index * width, (index + 1) * width), i * width)
  }
  return { ...dictionary, bytes }
}
