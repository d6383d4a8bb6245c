import { NO_FIELD, ThriftReader, thriftType } from './thrift.ts'

/** Encodings by their number in parquet.thrift. */
export const encoding = {
  plain: 0,
  plainDictionary: 2,
  rle: 3,
  deltaBinaryPacked: 5,
  rleDictionary: 8,
} as const

/** A page header and where its body lies in the chunk, half-open. Sizes are bytes. */
export type Page =
  | { readonly kind: 'dictionary'; readonly values: number; readonly body: PageBody }
  | {
      readonly kind: 'v1'
      readonly values: number
      readonly encoding: number
      readonly levelEncodings: number[]
      readonly body: PageBody
    }
  | {
      readonly kind: 'v2'
      readonly values: number
      readonly encoding: number
      readonly definitionBytes: number
      readonly repetitionBytes: number
      readonly isCompressed: boolean
      readonly body: PageBody
    }
  | { readonly kind: 'other'; readonly body: PageBody }

interface PageBody {
  readonly start: number
  readonly end: number
  /** Size after decompression, levels of a v2 page included. */
  readonly uncompressed: number
}

interface PageFields {
  values: number
  encoding: number
  definition: number
  repetition: number
  isCompressed: boolean
}

/**
 * Reads the page header at `position` of a chunk of `chunkLength` bytes, of which `chunk` may be only the beginning.
 * Throws `PARQUET_INVALID` when the header does not fit `chunk` or the body does not fit the chunk.
 */
export function readPage(
  chunk: Uint8Array,
  position: number,
  path: string,
  chunkLength: number = chunk.length,
): Page {
  const reader = new ThriftReader(chunk, position, path)
  let kind = -1
  let uncompressed = 0
  let compressed = 0
  const fields: PageFields = { values: 0, encoding: -1, definition: 0, repetition: 0, isCompressed: true }
  for (let id = reader.nextField(0); id !== NO_FIELD; id = reader.nextField(id)) {
    if (id === 1) kind = reader.int()
    else if (id === 2) uncompressed = reader.int()
    else if (id === 3) compressed = reader.int()
    else if (id === 5 || id === 7) readDataHeader(reader, fields)
    else if (id === 8) readDataHeaderV2(reader, fields)
    else reader.skip(reader.fieldType)
  }
  const body = { start: reader.position, end: reader.position + compressed, uncompressed }
  if (compressed < 0 || uncompressed < 0 || body.end > chunkLength || fields.values < 0) {
    reader.fail(`a page of ${compressed} bytes does not fit its column chunk`)
  }
  const { values, encoding } = fields
  if (kind === 0)
    return { kind: 'v1', values, encoding, levelEncodings: [fields.definition, fields.repetition], body }
  if (kind === 2) return { kind: 'dictionary', values, body }
  if (kind === 3) {
    const { definition: definitionBytes, repetition: repetitionBytes, isCompressed } = fields
    if (definitionBytes < 0 || repetitionBytes < 0 || definitionBytes + repetitionBytes > compressed) {
      reader.fail('levels that do not fit their page')
    }
    return { kind: 'v2', values, encoding, definitionBytes, repetitionBytes, isCompressed, body }
  }
  return { kind: 'other', body }
}

/** DataPageHeader and DictionaryPageHeader begin alike: value count, encoding. */
function readDataHeader(reader: ThriftReader, fields: PageFields): void {
  for (let id = reader.nextField(0); id !== NO_FIELD; id = reader.nextField(id)) {
    if (id === 1) fields.values = reader.int()
    else if (id === 2) fields.encoding = reader.int()
    else if (id === 3 && reader.fieldType === thriftType.i32) fields.definition = reader.int()
    else if (id === 4) fields.repetition = reader.int()
    else reader.skip(reader.fieldType)
  }
}

function readDataHeaderV2(reader: ThriftReader, fields: PageFields): void {
  reader.struct((id, type) => {
    if (id === 1) fields.values = reader.int()
    else if (id === 4) fields.encoding = reader.int()
    else if (id === 5) fields.definition = reader.int()
    else if (id === 6) fields.repetition = reader.int()
    else if (id === 7) fields.isCompressed = type === 1
    else reader.skip(type)
  })
}
