import { EngineError } from '#shared/errors.ts'
import type { SchemaNode } from './schema.ts'

/** Variable-length values: value `i` is `bytes[offsets[i], offsets[i + 1])`. */
export interface ByteArrays {
  readonly kind: 'bytes'
  readonly offsets: Uint32Array
  readonly bytes: Uint8Array
}

/** Fixed-length values of INT96 and FIXED_LEN_BYTE_ARRAY. */
export interface FixedArrays {
  readonly kind: 'fixed'
  readonly width: number
  readonly bytes: Uint8Array
}

/** Present values of a leaf, nulls left out. Booleans are 0 or 1 in a Uint8Array. */
export type LeafValues =
  Uint8Array | Int32Array | BigInt64Array | Float32Array | Float64Array | ByteArrays | FixedArrays

/**
 * One leaf column in Dremel form, as Parquet stores it: levels and the present values. Rows, nesting and
 * nulls of any schema are in the levels, so slicing, concatenating and widening need no other type.
 */
export interface LeafColumn {
  /** Entries: one per value or null, see `definition`. */
  readonly count: number
  /** Repetition levels; undefined when the column does not repeat: every entry starts a row. */
  readonly repetition: Uint8Array | undefined
  /** Definition levels; undefined when every entry is present. */
  readonly definition: Uint8Array | undefined
  readonly values: LeafValues
}

/** Puts byte strings into one store. */
export function byteArraysOf(parts: readonly Uint8Array[]): ByteArrays {
  const offsets = new Uint32Array(parts.length + 1)
  parts.forEach((part, i) => (offsets[i + 1] = offsets[i]! + part.length))
  return { kind: 'bytes', offsets, bytes: concatBytes(parts) }
}

/** How many present values a leaf holds. */
export function valueCount(values: LeafValues): number {
  if (!('kind' in values)) return values.length
  return values.kind === 'bytes' ? values.offsets.length - 1 : values.bytes.length / values.width
}

/** An empty value store of the leaf's physical type. */
export function emptyValues(leaf: SchemaNode): LeafValues {
  switch (leaf.type) {
    case 'BOOLEAN':
      return new Uint8Array(0)
    case 'INT32':
      return new Int32Array(0)
    case 'INT64':
      return new BigInt64Array(0)
    case 'FLOAT':
      return new Float32Array(0)
    case 'DOUBLE':
      return new Float64Array(0)
    case 'BYTE_ARRAY':
      return { kind: 'bytes', offsets: new Uint32Array(1), bytes: new Uint8Array(0) }
    case 'INT96':
      return { kind: 'fixed', width: 12, bytes: new Uint8Array(0) }
    case 'FIXED_LEN_BYTE_ARRAY':
      return { kind: 'fixed', width: leaf.typeLength, bytes: new Uint8Array(0) }
    case undefined:
      throw new EngineError('INTERNAL', `${leaf.path.join('.')} is not a leaf`)
  }
}

/** Values `[start, end)` as a view where that is possible. */
export function sliceValues(values: LeafValues, start: number, end: number): LeafValues {
  if (!('kind' in values)) return values.subarray(start, end)
  if (values.kind === 'fixed') {
    return { ...values, bytes: values.bytes.subarray(start * values.width, end * values.width) }
  }
  const first = values.offsets[start]!
  const offsets = values.offsets.slice(start, end + 1)
  if (first !== 0) for (let i = 0; i < offsets.length; i++) offsets[i]! -= first
  return { kind: 'bytes', offsets, bytes: values.bytes.subarray(first, values.offsets[end]) }
}

/**
 * Where each row of a leaf begins: entry `entries[row]`, present value `values[row]`, with the ends behind the
 * last row. Undefined arrays mean "as the row number".
 */
export interface RowOffsets {
  readonly rows: number
  readonly entries: Uint32Array | undefined
  readonly values: Uint32Array | undefined
}

/** Finds the rows of a leaf, in one pass over its levels. */
export function rowOffsets(leaf: LeafColumn, maxDefinition: number): RowOffsets {
  const { count, repetition, definition } = leaf
  if (repetition === undefined && definition === undefined)
    return { rows: count, entries: undefined, values: undefined }
  const rows = rowCount(leaf)
  const entries = new Uint32Array(rows + 1)
  const values = new Uint32Array(rows + 1)
  let row = 0
  let value = 0
  for (let i = 0; i < count; i++) {
    if (repetition === undefined || repetition[i] === 0) {
      entries[row] = i
      values[row++] = value
    }
    if (definition === undefined || definition[i] === maxDefinition) value++
  }
  entries[rows] = count
  values[rows] = value
  return { rows, entries, values }
}

/** Rows `[start, end)` of a leaf, as views where that is possible. */
export function sliceRows(leaf: LeafColumn, offsets: RowOffsets, start: number, end: number): LeafColumn {
  const from = offsets.entries?.[start] ?? start
  const to = offsets.entries?.[end] ?? end
  return {
    count: to - from,
    repetition: leaf.repetition?.subarray(from, to),
    definition: leaf.definition?.subarray(from, to),
    values: sliceValues(leaf.values, offsets.values?.[start] ?? start, offsets.values?.[end] ?? end),
  }
}

/** How many rows a leaf holds. */
export function rowCount(leaf: LeafColumn): number {
  if (leaf.repetition === undefined) return leaf.count
  let rows = 0
  for (let i = 0; i < leaf.count; i++) if (leaf.repetition[i] === 0) rows++
  return rows
}

/** Puts parts of one leaf, all of the same physical type, behind each other. */
export function concatLeaves(parts: readonly LeafColumn[], leaf: SchemaNode): LeafColumn {
  if (parts.length === 1) return parts[0]!
  const count = parts.reduce((sum, part) => sum + part.count, 0)
  const levels = (of: 'repetition' | 'definition', whenAbsent: number): Uint8Array | undefined => {
    if (parts.every((part) => part[of] === undefined)) return undefined
    const joined = new Uint8Array(count).fill(whenAbsent)
    let at = 0
    for (const part of parts) {
      const own = part[of]
      if (own !== undefined) joined.set(own, at)
      at += part.count
    }
    return joined
  }
  return {
    count,
    repetition: levels('repetition', 0),
    definition: levels('definition', leaf.maxDefinition),
    values: concatValues(
      parts.map((part) => part.values),
      emptyValues(leaf),
    ),
  }
}

/** Joins value stores of one kind; `empty` says which. */
export function concatValues(parts: readonly LeafValues[], empty: LeafValues): LeafValues {
  if ('kind' in empty) {
    const stores = parts.filter((part) => 'kind' in part)
    const bytes = concatBytes(stores.map((store) => store.bytes))
    if (empty.kind === 'fixed') return { ...empty, bytes }
    const offsets = new Uint32Array(stores.reduce((sum, store) => sum + valueCount(store), 1))
    let at = 0
    let base = 0
    for (const store of stores) {
      if (store.kind !== 'bytes') continue
      for (let i = 1; i < store.offsets.length; i++) offsets[at + i] = base + store.offsets[i]!
      at += store.offsets.length - 1
      base += store.bytes.length
    }
    return { kind: 'bytes', offsets, bytes }
  }
  const length = parts.reduce((sum, part) => sum + valueCount(part), 0)
  if (empty instanceof BigInt64Array) return joinInto(new BigInt64Array(length), parts)
  if (empty instanceof Int32Array) return joinInto(new Int32Array(length), parts)
  if (empty instanceof Float32Array) return joinInto(new Float32Array(length), parts)
  if (empty instanceof Float64Array) return joinInto(new Float64Array(length), parts)
  return joinInto(new Uint8Array(length), parts)
}

function joinInto<T extends Exclude<LeafValues, ByteArrays | FixedArrays>>(
  out: T,
  parts: readonly LeafValues[],
): T {
  let at = 0
  for (const part of parts) {
    // One leaf has one physical type, so the stores are all of T's kind.
    ;(out.set as (from: unknown, at: number) => void)(part, at)
    at += valueCount(part)
  }
  return out
}

/** Puts bytes behind each other. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}
