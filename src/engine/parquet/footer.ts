import { EngineError } from '#shared/errors.ts'
import { type ByteSource, readRange } from '#engine/io/files.ts'
import { leavesOf, readSchema, type SchemaNode } from './schema.ts'
import { SharedParts } from './shared-parts.ts'
import { NO_FIELD, ThriftReader } from './thrift.ts'

/** A key-value pair of the file's metadata. Values are text by convention (`ARROW:schema` is base64). */
export interface KeyValue {
  readonly key: string
  readonly value: string
}

/**
 * The column chunks of a file, a row per row group and a column per leaf, as flat arrays: a dataset of
 * 50 000 episodes has 50 000 row groups. Index a chunk as `group * leafCount + leaf`.
 */
export interface ChunkTable {
  readonly groupCount: number
  readonly leafCount: number
  /** Rows of each row group. */
  readonly rows: Float64Array
  /** First byte of each chunk in the file: its dictionary page if there is one, else its first data page. */
  readonly start: Float64Array
  readonly compressed: Float64Array
  readonly uncompressed: Float64Array
  /** Values including nulls; for repeated columns, of all rows together. */
  readonly values: Float64Array
  readonly codec: Uint8Array
  /** Where each ColumnMetaData struct lies in {@link ParquetFooter.bytes}, half-open. */
  readonly metaStart: Uint32Array
  readonly metaEnd: Uint32Array
  /** Where each Statistics struct begins in {@link ParquetFooter.bytes}; 0 when there is none. */
  readonly statistics: Uint32Array
}

/** A parsed Parquet footer. Holds no row data. */
export interface ParquetFooter {
  readonly path: string
  readonly byteLength: number
  /** The Thrift FileMetaData, verbatim. */
  readonly bytes: Uint8Array
  readonly rowCount: number
  readonly createdBy: string
  readonly root: SchemaNode
  readonly leaves: readonly SchemaNode[]
  readonly keyValues: readonly KeyValue[]
  readonly chunks: ChunkTable
}

const MAGIC = 'PAR1'
const TAIL_BYTES = 8
/** Enough for the footer of a small file in one read. */
const FIRST_READ_BYTES = 64 * 1024
/** A file of 50 000 episodes has a footer of some 100 MB. */
const MAX_FOOTER_BYTES = 1 << 28
/** The least that the fields take which every column chunk has to state. */
const CHUNK_BYTES = 24
/** Schemas of `meta/episodes` have hundreds of elements, and files a handful of key-value pairs. */
const MAX_ELEMENTS = 100_000
const MAX_PAIRS = 10_000

/**
 * Reads the footer of a Parquet file: one or two reads from its end.
 * Throws `PARQUET_INVALID` for anything that is not a whole Parquet file, `PARQUET_UNSUPPORTED` for
 * encrypted ones.
 */
export async function readFooter(source: ByteSource): Promise<ParquetFooter> {
  const { byteLength, path } = source
  if (byteLength < 12) throw cutOff(path, `it has ${byteLength} bytes`)
  const tailStart = Math.max(0, byteLength - FIRST_READ_BYTES)
  const tail = await readRange(source, tailStart, byteLength)
  const magic = String.fromCharCode(...tail.subarray(-4))
  if (magic === 'PARE') {
    throw new EngineError('PARQUET_UNSUPPORTED', `${path}: its footer is encrypted`, {
      hint: 'Decrypt the file first.',
    })
  }
  if (magic !== MAGIC) throw cutOff(path, 'it does not end with PAR1')
  const length = new DataView(tail.buffer).getUint32(tail.length - TAIL_BYTES, true)
  const start = byteLength - TAIL_BYTES - length
  if (start < 4 || length > MAX_FOOTER_BYTES) throw cutOff(path, `its footer claims ${length} bytes`)
  const bytes =
    start >= tailStart
      ? // A copy: it is kept for as long as the dataset is open, and a view would keep the whole tail.
        tail.slice(start - tailStart, tail.length - TAIL_BYTES)
      : await readRange(source, start, byteLength - TAIL_BYTES)
  return parseFooter(bytes, path, byteLength)
}

function cutOff(path: string, why: string): EngineError {
  return new EngineError('PARQUET_INVALID', `not a whole Parquet file: ${path}: ${why}`, {
    hint: 'The recording was probably interrupted before the file was closed. Restore it or leave this dataset out.',
  })
}

/** The recent schemas; those of `meta/episodes` have hundreds of nodes. */
const schemas = new SharedParts<{ readonly root: SchemaNode; readonly leaves: readonly SchemaNode[] }>()
/** The recent key-value pairs: `ARROW:schema` and `pandas` are kilobytes. */
const pairs = new SharedParts<KeyValue>()

/** Parses the FileMetaData struct of a file of `byteLength` bytes. Throws `PARQUET_INVALID`. */
export function parseFooter(bytes: Uint8Array, path: string, byteLength: number): ParquetFooter {
  const reader: ThriftReader = new ThriftReader(bytes, 0, path)
  let schema: { readonly root: SchemaNode; readonly leaves: readonly SchemaNode[] } | undefined
  let rowCount = 0
  let createdBy = ''
  let groups = -1
  let chunks: ChunkTable | undefined
  const keyValues: KeyValue[] = []
  reader.struct((id, type) => {
    if (id === 2) {
      schema = schemas.read(reader, () => {
        const count = reader.list()
        if (count > MAX_ELEMENTS) reader.fail(`a schema of ${count} elements`)
        const root = readSchema(reader, count)
        return { root, leaves: leavesOf(root) }
      })
    } else if (id === 3) rowCount = reader.int()
    else if (id === 4) {
      groups = reader.position
      if (schema === undefined) reader.skip(type)
      else chunks = readRowGroups(reader, schema.leaves.length, byteLength)
    } else if (id === 5) {
      const count = reader.list()
      if (count > MAX_PAIRS) reader.fail(`${count} key-value pairs`)
      for (let left = count; left > 0; left--) {
        keyValues.push(pairs.read(reader, () => readKeyValue(reader)))
      }
    } else if (id === 6) createdBy = reader.string()
    else if (id === 8) reader.fail('its columns are encrypted')
    else reader.skip(type)
  })
  if (schema === undefined) reader.fail('no schema')
  const { root, leaves } = schema
  if (leaves.length === 0 || root.type !== undefined) reader.fail('no columns')
  // A footer may state its row groups before the schema, which tells their shape.
  if (chunks?.leafCount !== leaves.length) {
    reader.position = groups
    chunks = groups < 0 ? emptyTable(0, leaves.length) : readRowGroups(reader, leaves.length, byteLength)
  }
  const rows = chunks.rows.reduce((sum, count) => sum + count, 0)
  if (rows !== rowCount) reader.fail(`row groups hold ${rows} rows, the file claims ${rowCount}`)
  return { path, byteLength, bytes, rowCount, createdBy, root, leaves, keyValues, chunks }
}

function readKeyValue(reader: ThriftReader): KeyValue {
  let key = ''
  let value = ''
  reader.struct((id, type) => {
    if (id === 1) key = reader.string()
    else if (id === 2) value = reader.string()
    else reader.skip(type)
  })
  return { key, value }
}

function emptyTable(groupCount: number, leafCount: number): ChunkTable {
  const size = groupCount * leafCount
  return {
    groupCount,
    leafCount,
    rows: new Float64Array(groupCount),
    start: new Float64Array(size),
    compressed: new Float64Array(size),
    uncompressed: new Float64Array(size),
    values: new Float64Array(size),
    codec: new Uint8Array(size),
    metaStart: new Uint32Array(size),
    metaEnd: new Uint32Array(size),
    statistics: new Uint32Array(size),
  }
}

function readRowGroups(reader: ThriftReader, leafCount: number, byteLength: number): ChunkTable {
  const groupCount = reader.list()
  const left = reader.bytes.length - reader.position
  if (groupCount * leafCount * CHUNK_BYTES > left)
    reader.fail(`${groupCount} row groups of ${leafCount} columns do not fit`)
  const table = emptyTable(groupCount, leafCount)
  for (let group = 0; group < groupCount; group++) readRowGroup(reader, table, group, byteLength)
  return table
}

function readRowGroup(reader: ThriftReader, table: ChunkTable, group: number, byteLength: number): void {
  const { leafCount } = table
  let columns = 0
  for (let id = reader.nextField(0); id !== NO_FIELD; id = reader.nextField(id)) {
    if (id === 1) {
      columns = reader.list()
      if (columns !== leafCount)
        reader.fail(`row group ${group} has ${columns} columns, the schema ${leafCount}`)
      for (let leaf = 0; leaf < leafCount; leaf++)
        readChunk(reader, table, group * leafCount + leaf, byteLength)
    } else if (id === 3) table.rows[group] = reader.int()
    else reader.skip(reader.fieldType)
  }
  if (columns !== leafCount || table.rows[group]! < 0) reader.fail(`row group ${group} is incomplete`)
}

function readChunk(reader: ThriftReader, table: ChunkTable, at: number, byteLength: number): void {
  for (let id = reader.nextField(0); id !== NO_FIELD; id = reader.nextField(id)) {
    if (id === 3) readColumnMetaData(reader, table, at)
    else if (id === 1) reader.fail('column chunks in another file')
    else if (id === 8) reader.fail('an encrypted column')
    else reader.skip(reader.fieldType)
  }
  const start = table.start[at]!
  const end = start + table.compressed[at]!
  const isEmpty = start === 0 && end === 0 && table.values[at] === 0
  if (
    table.metaEnd[at] === 0 ||
    (start < 4 && !isEmpty) ||
    table.compressed[at]! < 0 ||
    table.values[at]! < 0 ||
    end > byteLength
  ) {
    reader.fail(`column chunk ${at} claims bytes ${start} to ${end} of ${byteLength}`)
  }
}

function readColumnMetaData(reader: ThriftReader, table: ChunkTable, at: number): void {
  table.metaStart[at] = reader.position
  let dataPage = 0
  let dictionaryPage = 0
  for (let id = reader.nextField(0); id !== NO_FIELD; id = reader.nextField(id)) {
    switch (id) {
      case 4:
        table.codec[at] = reader.int()
        break
      case 5:
        table.values[at] = reader.int()
        break
      case 6:
        table.uncompressed[at] = reader.int()
        break
      case 7:
        table.compressed[at] = reader.int()
        break
      case 9:
        dataPage = reader.int()
        break
      case 11:
        dictionaryPage = reader.int()
        break
      case 12:
        table.statistics[at] = reader.position
        reader.skip(reader.fieldType)
        break
      default:
        reader.skip(reader.fieldType)
    }
  }
  table.metaEnd[at] = reader.position
  // Some writers leave the dictionary offset 0, or forget it and let the data page offset point at the dictionary.
  // A chunk without rows has no data page: pyarrow then leaves that offset 0.
  const hasDictionary = dictionaryPage > 0 && (dictionaryPage < dataPage || dataPage === 0)
  table.start[at] = hasDictionary ? dictionaryPage : dataPage
}

/** Where the chunk of a leaf lies in its file: bytes `[start, end)`. */
export function chunkRange(
  { chunks }: ParquetFooter,
  group: number,
  leaf: number,
): { readonly start: number; readonly end: number } {
  const chunk = group * chunks.leafCount + leaf
  const start = chunks.start[chunk]!
  return { start, end: start + chunks.compressed[chunk]! }
}

/** Reads one metadata value, or undefined. */
export function keyValue(footer: ParquetFooter, key: string): string | undefined {
  return footer.keyValues.find((pair) => pair.key === key)?.value
}

/** Number of leaf `path` (dotted parts); -1 when the file has none. */
export function leafIndex(footer: ParquetFooter, ...path: string[]): number {
  return footer.leaves.findIndex(
    (leaf) => leaf.path.length === path.length && leaf.path.every((part, i) => part === path[i]),
  )
}
