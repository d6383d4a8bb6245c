import { compressSnappy } from './codec.ts'
import { encodeSequence } from './delta.ts'
import { buildDictionary } from './dictionary.ts'
import { concatBytes, emptyValues, valueCount, type LeafColumn, type LeafValues } from './leaf.ts'
import { GrowingBytes } from './growing-bytes.ts'
import { bitWidth, encodeHybrid } from './levels.ts'
import { encoding } from './pages.ts'
import { encodePlain } from './plain.ts'
import type { SchemaNode } from './schema.ts'
import { encodeStatistics, type EncodedStatistics } from './statistics.ts'
import { ThriftWriter, thriftType } from './thrift.ts'

/** A column chunk that we encoded: pages plus what its footer entry needs. Offsets are within the chunk. */
export interface EncodedChunk {
  /** Its bytes, to be written behind each other. */
  readonly parts: readonly Uint8Array[]
  readonly byteLength: number
  readonly codec: number
  readonly values: number
  readonly uncompressed: number
  readonly dataPageStart: number
  readonly hasDictionary: boolean
  readonly encodings: readonly number[]
  readonly statistics: EncodedStatistics | undefined
}

const SNAPPY = 1
const UNCOMPRESSED = 0

/**
 * Encodes a leaf column as one v1 data page, with a dictionary where values repeat, compressed with Snappy:
 * what the reference writer emits.
 */
export function encodeLeaf(column: LeafColumn, leaf: SchemaNode): EncodedChunk {
  const dictionary = buildDictionary(column.values)
  const levels = encodeLevels(column, leaf)
  const statistics = encodeStatistics(column, leaf)
  if (dictionary === undefined) {
    return chunkOf(
      column.count,
      levels,
      { encoding: encoding.plain, bytes: encodePlain(column.values) },
      undefined,
      {
        codec: SNAPPY,
        statistics,
      },
    )
  }
  const size = valueCount(dictionary.values)
  return chunkOf(
    column.count,
    levels,
    { encoding: encoding.rleDictionary, bytes: encodeIndices(dictionary.indices, size) },
    { count: size, bytes: encodePlain(dictionary.values) },
    { codec: SNAPPY, statistics },
  )
}

/** Encodes the integers `first, first + 1, …` of a non-repeating leaf: a few bytes per 128 rows. */
export function encodeSequenceLeaf(first: number, count: number, leaf: SchemaNode): EncodedChunk {
  const ends = integers(leaf, [first, first + count - 1])
  return chunkOf(
    count,
    presentLevels(count, leaf),
    { encoding: encoding.deltaBinaryPacked, bytes: encodeSequence(first, count) },
    undefined,
    {
      codec: UNCOMPRESSED,
      statistics: encodeStatistics(
        { count: 2, repetition: undefined, definition: undefined, values: ends },
        leaf,
      ),
    },
  )
}

/** A run of equal integers: `count` rows of `value`. */
export interface IntegerRun {
  readonly value: number
  readonly count: number
}

/** The last chunk of one run by leaf: the next mostly differs in nothing but the value. */
const lastRuns = new WeakMap<SchemaNode, { readonly count: number; readonly chunk: EncodedChunk }>()

/** Encodes runs of equal integers of a non-repeating leaf: a dictionary and one RLE run each. */
export function encodeRunsLeaf(runs: readonly IntegerRun[], leaf: SchemaNode): EncodedChunk {
  const [run, ...more] = runs
  if (run === undefined || more.length > 0) return encodeRuns(runs, leaf)
  const last = lastRuns.get(leaf)
  if (last?.count === run.count) return withValue(last.chunk, run.value, leaf)
  const chunk = encodeRuns(runs, leaf)
  lastRuns.set(leaf, { count: run.count, chunk })
  return chunk
}

/** The chunk of one run with another value: in its dictionary page, and in its statistics where it has extremes. */
function withValue(chunk: EncodedChunk, value: number, leaf: SchemaNode): EncodedChunk {
  const bytes = encodePlain(integers(leaf, [value]))
  const [header, , ...data] = chunk.parts
  const { statistics } = chunk
  return {
    ...chunk,
    parts: [header!, bytes, ...data],
    statistics: statistics?.min === undefined ? statistics : { ...statistics, min: bytes, max: bytes },
  }
}

function encodeRuns(runs: readonly IntegerRun[], leaf: SchemaNode): EncodedChunk {
  const distinct = [...new Set(runs.map((run) => run.value))]
  const ids = new Map(distinct.map((value, id) => [value, id]))
  const count = runs.reduce((sum, run) => sum + run.count, 0)
  const width = bitWidth(distinct.length - 1)
  const indices = new GrowingBytes(runs.length * 3 + 1)
  indices.byte(width)
  for (const run of runs) {
    indices.varint(run.count * 2)
    for (let i = 0, id = ids.get(run.value)!; i < (width + 7) >> 3; i++, id >>>= 8) indices.byte(id & 0xff)
  }
  const values = integers(leaf, distinct)
  return chunkOf(
    count,
    presentLevels(count, leaf),
    { encoding: encoding.rleDictionary, bytes: indices.bytes() },
    { count: distinct.length, bytes: encodePlain(values) },
    {
      codec: UNCOMPRESSED,
      statistics: encodeStatistics(
        { count: distinct.length, repetition: undefined, definition: undefined, values },
        leaf,
      ),
    },
  )
}

/** Integers as values of an INT32 or INT64 leaf. */
export function integers(leaf: SchemaNode, values: readonly number[]): LeafValues {
  const empty = emptyValues(leaf)
  if (empty instanceof BigInt64Array) return BigInt64Array.from(values, BigInt)
  return Int32Array.from(values)
}

function encodeIndices(indices: Uint32Array, dictionarySize: number): Uint8Array {
  const width = bitWidth(dictionarySize - 1)
  const runs = encodeHybrid(indices, width)
  const bytes = new Uint8Array(runs.length + 1)
  bytes[0] = width
  bytes.set(runs, 1)
  return bytes
}

/** Repetition levels, then definition levels, each with its length, as a v1 page begins. */
function encodeLevels(column: LeafColumn, leaf: SchemaNode): Uint8Array {
  const out = new GrowingBytes(64 + (column.count >> 2))
  if (leaf.maxRepetition > 0) {
    appendLevels(out, column.repetition ?? new Uint8Array(column.count), leaf.maxRepetition)
  }
  if (leaf.maxDefinition > 0) {
    if (column.definition === undefined) out.append(presentLevels(column.count, leaf))
    else appendLevels(out, column.definition, leaf.maxDefinition)
  }
  return out.bytes()
}

function appendLevels(out: GrowingBytes, levels: Uint8Array, max: number): void {
  const bytes = encodeHybrid(levels, bitWidth(max))
  out.uint32(bytes.length)
  out.append(bytes)
}

/** Definition levels of a column without nulls: one run, or nothing for a REQUIRED leaf. */
function presentLevels(count: number, leaf: SchemaNode): Uint8Array {
  const out = new GrowingBytes(16)
  if (leaf.maxDefinition === 0) return out.bytes()
  const run = new GrowingBytes(16)
  if (count > 0) {
    run.varint(count * 2)
    run.byte(leaf.maxDefinition)
  }
  out.uint32(run.length)
  out.append(run.bytes())
  return out.bytes()
}

interface PageValues {
  readonly encoding: number
  readonly bytes: Uint8Array
}

function chunkOf(
  count: number,
  levels: Uint8Array,
  values: PageValues,
  dictionary: { readonly count: number; readonly bytes: Uint8Array } | undefined,
  options: { readonly codec: number; readonly statistics: EncodedStatistics | undefined },
): EncodedChunk {
  const parts: Uint8Array[] = []
  let uncompressed = 0
  const appendPage = (body: Uint8Array, header: (writer: ThriftWriter, compressed: number) => void): void => {
    const compressed = options.codec === SNAPPY ? compressSnappy(body) : body
    const writer = new ThriftWriter(64)
    header(writer, compressed.length)
    parts.push(writer.bytes(), compressed)
    uncompressed += writer.length + body.length
  }
  if (dictionary !== undefined) {
    appendPage(dictionary.bytes, (writer, compressed) => {
      pageHeader(writer, 2, dictionary.bytes.length, compressed)
      writer.field(7, thriftType.struct)
      writer.beginStruct()
      writer.intField(1, 'i32', dictionary.count)
      writer.intField(2, 'i32', encoding.plain)
      writer.endStruct()
      writer.byte(thriftType.stop)
    })
  }
  const dataPageStart = parts.reduce((sum, part) => sum + part.length, 0)
  const body = levels.length === 0 ? values.bytes : concatBytes([levels, values.bytes])
  appendPage(body, (writer, compressed) => {
    pageHeader(writer, 0, body.length, compressed)
    writer.field(5, thriftType.struct)
    writer.beginStruct()
    writer.intField(1, 'i32', count)
    writer.intField(2, 'i32', values.encoding)
    writer.intField(3, 'i32', encoding.rle)
    writer.intField(4, 'i32', encoding.rle)
    writer.endStruct()
    writer.byte(thriftType.stop)
  })
  const encodings = [...new Set([encoding.plain, encoding.rle, values.encoding])]
  return {
    parts,
    byteLength: parts.reduce((sum, part) => sum + part.length, 0),
    codec: options.codec,
    values: count,
    uncompressed,
    dataPageStart,
    hasDictionary: dictionary !== undefined,
    encodings:
      dictionary === undefined && values.encoding !== encoding.plain
        ? [encoding.rle, values.encoding]
        : encodings,
    statistics: options.statistics,
  }
}

function pageHeader(writer: ThriftWriter, kind: number, uncompressed: number, compressed: number): void {
  writer.intField(1, 'i32', kind)
  writer.intField(2, 'i32', uncompressed)
  writer.intField(3, 'i32', compressed)
}
