import type { ParquetFooter } from './footer.ts'
import { codecs } from './codec.ts'
import type { SchemaNode } from './schema.ts'
import { chunkStatistics } from './statistics.ts'
import { ThriftReader } from './thrift.ts'
import { parquetType } from './type-tree.ts'

/** A minimum or maximum: text for strings, infinities, and integers beyond 2^53. */
export type StatisticValue = number | string | boolean

/** How the column chunks of one leaf are stored, over all row groups. */
export interface LeafDescription {
  /** Dotted: `action.list.element`. */
  readonly path: string
  readonly codecs: readonly string[]
  readonly encodings: readonly string[]
  readonly compressed: number
  readonly uncompressed: number
  /** Values and nulls; in a list, of all rows together. */
  readonly entries: number
  /** Entries without a value: nulls, and empty or null lists. Undefined where the statistics do not say. */
  readonly nulls: number | undefined
  /**
   * As the statistics of all row groups have it: NaN does not count, and some writers shorten long text. Undefined
   * without statistics, and for types whose order is not plain.
   */
  readonly min: StatisticValue | undefined
  readonly max: StatisticValue | undefined
}

const encodingNames: Readonly<Record<number, string>> = {
  0: 'PLAIN',
  2: 'PLAIN_DICTIONARY',
  3: 'RLE',
  4: 'BIT_PACKED',
  5: 'DELTA_BINARY_PACKED',
  6: 'DELTA_LENGTH_BYTE_ARRAY',
  7: 'DELTA_BYTE_ARRAY',
  8: 'RLE_DICTIONARY',
  9: 'BYTE_STREAM_SPLIT',
}

/** Describes every leaf of a file, in file order, from the footer alone. */
export function describeLeaves(footer: ParquetFooter): LeafDescription[] {
  return footer.leaves.map((leaf, number) => describeLeaf(footer, leaf, number))
}

function describeLeaf(footer: ParquetFooter, leaf: SchemaNode, number: number): LeafDescription {
  const { chunks } = footer
  const codecNumbers = new Set<number>()
  const encodings = new Set<number>()
  const range = new ValueRange(leaf)
  let [compressed, uncompressed, entries] = [0, 0, 0]
  let nulls: number | undefined = 0
  for (let group = 0; group < chunks.groupCount; group++) {
    const chunk = group * chunks.leafCount + number
    codecNumbers.add(chunks.codec[chunk]!)
    addEncodings(footer, chunk, encodings)
    compressed += chunks.compressed[chunk]!
    uncompressed += chunks.uncompressed[chunk]!
    const count = chunks.values[chunk]!
    entries += count
    // A chunk of an empty row group has no statistics to miss.
    if (count === 0) continue
    const statistics = chunkStatistics(footer, chunk)
    const own = leaf.maxDefinition === 0 ? 0 : statistics?.nullCount
    nulls = own === undefined || nulls === undefined ? undefined : nulls + own
    if (own === undefined || own < count) range.add(statistics?.min, statistics?.max)
  }
  return {
    path: leaf.path.join('.'),
    codecs: [...codecNumbers].map((codec) => codecs[codec] ?? `codec ${codec}`),
    encodings: [...encodings]
      .sort((a, b) => a - b)
      .map((encoding) => encodingNames[encoding] ?? `encoding ${encoding}`),
    compressed,
    uncompressed,
    entries,
    nulls,
    ...range.values(),
  }
}

function addEncodings(footer: ParquetFooter, chunk: number, encodings: Set<number>): void {
  const reader = new ThriftReader(footer.bytes, footer.chunks.metaStart[chunk]!, footer.path)
  reader.struct((id, type) => {
    if (id === 2) for (let left = reader.list(); left > 0; left--) encodings.add(reader.int())
    else reader.skip(type)
  })
}

type Comparable = number | bigint | Buffer

/** Joins the minima and maxima of chunks; one that lacks them makes the whole unknown. */
class ValueRange {
  readonly #name: string
  #min: Comparable | undefined
  #max: Comparable | undefined
  #isKnown = true

  constructor(leaf: SchemaNode) {
    const type = parquetType(leaf)
    // Of a repeated leaf, the element counts.
    const own = type.kind === 'list' ? type.element : type
    this.#name = own.kind === 'plain' && leaf.type !== 'INT96' ? own.name : ''
  }

  add(minBytes: Uint8Array | undefined, maxBytes: Uint8Array | undefined): void {
    const min = decode(this.#name, minBytes)
    const max = decode(this.#name, maxBytes)
    if (min === undefined || max === undefined) this.#isKnown = false
    else {
      if (this.#min === undefined || compare(min, this.#min) < 0) this.#min = min
      if (this.#max === undefined || compare(max, this.#max) > 0) this.#max = max
    }
  }

  values(): { min: StatisticValue | undefined; max: StatisticValue | undefined } {
    if (!this.#isKnown) return { min: undefined, max: undefined }
    return { min: presentable(this.#name, this.#min), max: presentable(this.#name, this.#max) }
  }
}

function decode(type: string, bytes: Uint8Array | undefined): Comparable | undefined {
  if (bytes === undefined) return undefined
  if (type === 'string') return Buffer.from(bytes)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (type === 'bool' && bytes.length === 1) return view.getUint8(0)
  if (bytes.length === 4) {
    if (/^int(8|16|32)$/.test(type)) return view.getInt32(0, true)
    if (/^uint(8|16|32)$/.test(type)) return view.getUint32(0, true)
    if (type === 'float') return known(view.getFloat32(0, true))
  }
  if (bytes.length === 8) {
    if (type === 'int64') return view.getBigInt64(0, true)
    if (type === 'uint64') return view.getBigUint64(0, true)
    if (type === 'double') return known(view.getFloat64(0, true))
  }
  return undefined
}

/** Readers must ignore a NaN in the statistics. */
function known(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value
}

function compare(a: Comparable, b: Comparable): number {
  if (Buffer.isBuffer(a) && Buffer.isBuffer(b)) return Buffer.compare(a, b)
  return a < b ? -1 : a > b ? 1 : 0
}

function presentable(type: string, value: Comparable | undefined): StatisticValue | undefined {
  if (value === undefined) return undefined
  if (Buffer.isBuffer(value)) return value.toString('utf8')
  if (type === 'bool') return value === 1
  const number = Number(value)
  if (typeof value === 'bigint') return Number.isSafeInteger(number) ? number : value.toString()
  // JSON has neither infinities nor a zero below zero.
  return Number.isFinite(number) ? number + 0 : String(number)
}
