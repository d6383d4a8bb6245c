import { EngineError } from '#shared/errors.ts'
import { decompress, isNativeCodec } from './codec.ts'
import { decodeDelta } from './delta.ts'
import { concatLeaves, type LeafColumn, type LeafValues } from './leaf.ts'
import { bitWidth, decodeHybrid, isOneRun } from './levels.ts'
import { decodeHybridLookup } from './lookup.ts'
import { encoding, readPage, type Page } from './pages.ts'
import { decodePlain, gather } from './plain.ts'
import type { SchemaNode } from './schema.ts'
import type { WordStore } from './word-store.ts'

/** One column chunk as bytes, with what its footer says of it. */
export interface ChunkBytes {
  readonly bytes: Uint8Array
  readonly leaf: SchemaNode
  /** A codec number of parquet.thrift. */
  readonly codec: number
  /** Entries, nulls included. */
  readonly values: number
  /** File path, for messages. */
  readonly path: string
  /** Leave repetition levels out, for callers that know the length of every list. */
  readonly skipRepetition?: boolean
  /** Where to put single-precision floats; they hold until the next chunk is decoded with this store. */
  readonly store?: WordStore
}

/** An encoding or codec that {@link decodeChunk} leaves to parquet-wasm. */
export class ForeignEncoding extends Error {}

/**
 * A chunk that would take more than this is refused, in bytes: run-length encoding, dictionaries and compression would
 * let a tiny file fill the memory. What is stored plainly may take as much as the file is large.
 */
const MAX_DECODED_BYTES = 1 << 28

type DataPage = Exclude<Page, { kind: 'dictionary' | 'other' }>

/**
 * Decodes a whole column chunk. Native: PLAIN, dictionary, RLE booleans, DELTA_BINARY_PACKED; uncompressed,
 * Snappy, gzip, Brotli, Zstandard. Throws {@link ForeignEncoding} for the rest and `PARQUET_INVALID` for damage.
 */
export function decodeChunk(chunk: ChunkBytes): LeafColumn {
  const { bytes, leaf, values, path } = chunk
  if (!isNativeCodec(chunk.codec)) throw new ForeignEncoding(`codec ${chunk.codec}`)
  const room = Math.max(MAX_DECODED_BYTES, 2 * bytes.length)
  if (values * bytesPerEntry(leaf) > room) throw tooLarge(chunk, `${values} values`)
  const parts: LeafColumn[] = []
  let dictionary: LeafValues | undefined
  let position = 0
  let entries = 0
  let unpacked = 0
  chunk.store?.reset()
  try {
    while (entries < values) {
      const page = readPage(bytes, position, path)
      position = page.body.end
      unpacked += page.body.uncompressed
      if (unpacked > room) throw tooLarge(chunk, `${unpacked} bytes`)
      if (page.kind === 'dictionary') dictionary = decodePlain(bodyOf(page, chunk), leaf, page.values)
      else if (page.kind !== 'other') {
        entries += page.values
        if (page.values === 0 || entries > values)
          throw new Error(`pages hold ${entries} values, the footer claims ${values}`)
        parts.push(decodePage(page, chunk, dictionary))
      }
    }
  } catch (error) {
    if (error instanceof EngineError || error instanceof ForeignEncoding) throw error
    const why = error instanceof Error ? error.message : String(error)
    throw new EngineError('PARQUET_INVALID', `${path}: column ${leaf.path.join('.')}: ${why}`, {
      cause: error,
      hint: 'The file is damaged. Restore it from a backup or leave this dataset out.',
    })
  }
  return concatLeaves(parts.length === 0 ? [emptyLeaf(leaf)] : parts, leaf)
}

/** Of a present value of fixed size, or of the place of any other, with its levels. */
function bytesPerEntry({ type, typeLength }: SchemaNode): number {
  if (type === 'BOOLEAN') return 1
  if (type === 'INT64' || type === 'DOUBLE') return 8
  return type === 'FIXED_LEN_BYTE_ARRAY' ? Math.max(4, typeLength) : 4
}

function tooLarge({ path, leaf }: ChunkBytes, what: string): EngineError {
  return new EngineError(
    'PARQUET_UNSUPPORTED',
    `${path}: column ${leaf.path.join('.')} has ${what} in one row group`,
    { hint: 'Write the file with smaller row groups, or leave this dataset out: it may be damaged.' },
  )
}

function emptyLeaf(leaf: SchemaNode): LeafColumn {
  const none = new Uint8Array(0)
  return {
    count: 0,
    repetition: leaf.maxRepetition > 0 ? none : undefined,
    definition: leaf.maxDefinition > 0 ? none : undefined,
    values: decodePlain(none, leaf, 0),
  }
}

function bodyOf(page: Page, chunk: ChunkBytes): Uint8Array {
  return decompress(chunk.codec, chunk.bytes.subarray(page.body.start, page.body.end), page.body.uncompressed)
}

function decodePage(page: DataPage, chunk: ChunkBytes, dictionary: LeafValues | undefined): LeafColumn {
  const { leaf } = chunk
  const count = page.values
  const split = page.kind === 'v1' ? splitV1(page, chunk) : splitV2(page, chunk)
  const repeats = leaf.maxRepetition > 0 && chunk.skipRepetition !== true
  const repetition = repeats ? decodeLevels(split.repetition, leaf.maxRepetition, count) : undefined
  let definition: Uint8Array | undefined
  let present = count
  if (leaf.maxDefinition > 0 && !isOneRun(split.definition, count, leaf.maxDefinition)) {
    definition = decodeLevels(split.definition, leaf.maxDefinition, count)
    present = 0
    for (let i = 0; i < count; i++) if (definition[i] === leaf.maxDefinition) present++
    if (present === count) definition = undefined
  }
  return {
    count,
    repetition,
    definition,
    values: decodeValues(split.values, page.encoding, chunk, present, dictionary),
  }
}

interface SplitPage {
  readonly repetition: Uint8Array
  readonly definition: Uint8Array
  readonly values: Uint8Array
}

/** v1: levels carry a 4-byte length each and are compressed together with the values. */
function splitV1(page: Extract<Page, { kind: 'v1' }>, chunk: ChunkBytes): SplitPage {
  const body = bodyOf(page, chunk)
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
  let at = 0
  const next = (max: number, levelEncoding: number): Uint8Array => {
    if (max === 0) return body.subarray(0, 0)
    if (levelEncoding !== encoding.rle) throw new ForeignEncoding('bit-packed levels')
    if (at + 4 > body.length) throw new Error('levels end early')
    const length = view.getUint32(at, true)
    const start = at + 4
    at = start + length
    if (at > body.length) throw new Error('levels end early')
    return body.subarray(start, at)
  }
  const [definitionEncoding, repetitionEncoding] = page.levelEncodings
  const repetition = next(chunk.leaf.maxRepetition, repetitionEncoding ?? -1)
  const definition = next(chunk.leaf.maxDefinition, definitionEncoding ?? -1)
  return { repetition, definition, values: body.subarray(at) }
}

/** v2: levels come first, uncompressed, with their sizes in the header. */
function splitV2(page: Extract<Page, { kind: 'v2' }>, chunk: ChunkBytes): SplitPage {
  const { start, end, uncompressed } = page.body
  const definitionStart = start + page.repetitionBytes
  const valuesStart = definitionStart + page.definitionBytes
  const values = chunk.bytes.subarray(valuesStart, end)
  return {
    repetition: chunk.bytes.subarray(start, definitionStart),
    definition: chunk.bytes.subarray(definitionStart, valuesStart),
    values: page.isCompressed
      ? decompress(chunk.codec, values, uncompressed - (valuesStart - start))
      : values,
  }
}

function decodeLevels(bytes: Uint8Array, max: number, count: number): Uint8Array {
  const levels = new Uint8Array(count)
  decodeHybrid(bytes, bitWidth(max), count, levels, 0)
  for (let i = 0; i < count; i++) if (levels[i]! > max) throw new Error(`level ${levels[i]!} above ${max}`)
  return levels
}

function decodeValues(
  bytes: Uint8Array,
  valueEncoding: number,
  { leaf, store }: ChunkBytes,
  count: number,
  dictionary: LeafValues | undefined,
): LeafValues {
  switch (valueEncoding) {
    case encoding.plain:
      return decodePlain(bytes, leaf, count, store)
    case encoding.plainDictionary:
    case encoding.rleDictionary: {
      if (count === 0) return decodePlain(bytes, leaf, 0)
      if (dictionary === undefined) throw new Error('a dictionary page is missing')
      const width = Math.min(bytes[0] ?? 0, 32)
      if (dictionary instanceof Float32Array && width <= 24) {
        const words = store?.take(count) ?? new Uint32Array(count)
        decodeHybridLookup(
          bytes.subarray(1),
          width,
          new Uint32Array(dictionary.buffer, dictionary.byteOffset, dictionary.length),
          words,
        )
        return new Float32Array(words.buffer, words.byteOffset, count)
      }
      const indices = new Uint32Array(count)
      decodeHybrid(bytes.subarray(1), width, count, indices, 0)
      return gather(dictionary, indices)
    }
    case encoding.rle: {
      if (leaf.type !== 'BOOLEAN') throw new Error('run-length encoded values that are not booleans')
      const values = new Uint8Array(count)
      if (count > 0) decodeHybrid(bytes.subarray(4), 1, count, values, 0)
      return values
    }
    case encoding.deltaBinaryPacked: {
      const values = leaf.type === 'INT64' ? new BigInt64Array(count) : new Int32Array(count)
      if (count > 0) decodeDelta(bytes, values)
      return values
    }
    default:
      throw new ForeignEncoding(`encoding ${valueEncoding}`)
  }
}
