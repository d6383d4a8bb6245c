import type { ParquetFooter } from './footer.ts'
import { valueCount, type ByteArrays, type LeafColumn, type LeafValues } from './leaf.ts'
import { logicalName, type SchemaNode } from './schema.ts'
import { ThriftReader } from './thrift.ts'

/** Statistics of one column chunk, plain-encoded as in the file. */
export interface ChunkStatistics {
  readonly min: Uint8Array | undefined
  readonly max: Uint8Array | undefined
  readonly nullCount: number | undefined
}

/** Reads the statistics of chunk `group * leafCount + leaf`; undefined when the writer left them out. */
export function chunkStatistics(footer: ParquetFooter, chunk: number): ChunkStatistics | undefined {
  const position = footer.chunks.statistics[chunk]
  if (position === undefined || position === 0) return undefined
  const reader = new ThriftReader(footer.bytes, position, footer.path)
  let min: Uint8Array | undefined
  let max: Uint8Array | undefined
  let nullCount: number | undefined
  reader.struct((id, type) => {
    if (id === 3) nullCount = reader.int()
    else if (id === 5) max = reader.binary()
    else if (id === 6) min = reader.binary()
    else reader.skip(type)
  })
  return { min, max, nullCount }
}

/**
 * The one value that an integer chunk holds, when its statistics say so: min equals max and no nulls.
 * INT32 and INT64 only; undefined when the chunk varies or the statistics are missing.
 */
export function constantInteger(footer: ParquetFooter, group: number, leaf: number): number | undefined {
  const statistics = chunkStatistics(footer, group * footer.chunks.leafCount + leaf)
  if (statistics?.min === undefined || statistics.max === undefined || statistics.nullCount !== 0)
    return undefined
  const min = integerAt(statistics.min)
  return min !== undefined && min === integerAt(statistics.max) ? min : undefined
}

function integerAt(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length === 8) return Number(view.getBigInt64(0, true))
  return bytes.length === 4 ? view.getInt32(0, true) : undefined
}

/** Minimum and maximum, plain-encoded, and the number of nulls, ready for a footer. */
export type EncodedStatistics = ChunkStatistics & { readonly nullCount: number }

/** Text beyond this length gets no minimum and maximum. */
const MAX_TEXT_BYTES = 64

/**
 * Statistics of a leaf column for the footer. Minimum and maximum are left out where their order is not
 * the plain one (unsigned, decimal, float16, INT96) or a value is NaN.
 */
export function encodeStatistics(column: LeafColumn, leaf: SchemaNode): EncodedStatistics {
  const nullCount = column.count - valueCount(column.values)
  const range = hasPlainOrder(leaf) ? valueRange(column.values) : undefined
  return { min: range?.[0], max: range?.[1], nullCount }
}

function hasPlainOrder(leaf: SchemaNode): boolean {
  const name = logicalName(leaf)
  if (name === 'INTEGER') return leaf.converted?.startsWith('INT_') ?? false
  return name === undefined || name === 'STRING' || /^(INT_|TIME|DATE)/.test(name)
}

function valueRange(values: LeafValues): [Uint8Array, Uint8Array] | undefined {
  if (valueCount(values) === 0) return undefined
  if ('kind' in values) return values.kind === 'bytes' ? textRange(values) : undefined
  if (values instanceof BigInt64Array) return longRange(values)
  let min = values[0]!
  let max = min
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (value !== value) return undefined
    if (value < min) min = value
    if (value > max) max = value
  }
  if (values instanceof Int32Array) return [plain(Int32Array.of(min)), plain(Int32Array.of(max))]
  // parquet.thrift: a zero minimum is written -0.0 and a zero maximum +0.0, since readers tell them apart.
  const [low, high] = [min === 0 ? -0 : min, max === 0 ? 0 : max]
  if (values instanceof Float32Array) return [plain(Float32Array.of(low)), plain(Float32Array.of(high))]
  if (values instanceof Float64Array) return [plain(Float64Array.of(low)), plain(Float64Array.of(high))]
  return [Uint8Array.of(min), Uint8Array.of(max)]
}

/** In halves of 32 bits: a BigInt for every value would be an allocation for every value. */
function longRange(values: BigInt64Array): [Uint8Array, Uint8Array] {
  const highs = new Int32Array(values.buffer, values.byteOffset, values.length * 2)
  const lows = new Uint32Array(values.buffer, values.byteOffset, values.length * 2)
  const isBelow = (a: number, b: number): boolean =>
    highs[2 * a + 1]! < highs[2 * b + 1]! ||
    (highs[2 * a + 1] === highs[2 * b + 1] && lows[2 * a]! < lows[2 * b]!)
  let min = 0
  let max = 0
  for (let i = 1; i < values.length; i++) {
    if (isBelow(i, min)) min = i
    else if (isBelow(max, i)) max = i
  }
  return [plain(values.slice(min, min + 1)), plain(values.slice(max, max + 1))]
}

function plain(values: BigInt64Array | Int32Array | Float32Array | Float64Array): Uint8Array {
  return new Uint8Array(values.buffer)
}

function textRange(values: ByteArrays): [Uint8Array, Uint8Array] | undefined {
  let min: Uint8Array | undefined
  let max: Uint8Array | undefined
  for (let i = 0; i + 1 < values.offsets.length; i++) {
    const value = values.bytes.subarray(values.offsets[i], values.offsets[i + 1])
    if (value.length > MAX_TEXT_BYTES) return undefined
    if (min === undefined || Buffer.compare(value, min) < 0) min = value
    if (max === undefined || Buffer.compare(value, max) > 0) max = value
  }
  return min === undefined || max === undefined ? undefined : [min, max]
}
