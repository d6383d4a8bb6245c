import type { BlockWriter } from '#engine/io/block-writer.ts'
import type { FileDigest } from '#engine/io/file-digest.ts'
import type { ByteSink } from '#engine/io/files.ts'
import { writeNewFile } from '#engine/io/new-file.ts'
import { writeEncodedMetaData, writeSplicedMetaData } from './column-metadata.ts'
import type { EncodedChunk } from './encode.ts'
import type { KeyValue, ParquetFooter } from './footer.ts'
import { flattenSchema, leavesOf, type SchemaNode } from './schema.ts'
import { ThriftWriter, thriftType } from './thrift.ts'

/** A column chunk on its way into a file: copied from another file, at once or in blocks, or encoded by us. */
export type OutputChunk =
  | {
      readonly kind: 'spliced'
      readonly bytes: Uint8Array | AsyncIterable<Uint8Array>
      readonly footer: ParquetFooter
      readonly chunk: number
    }
  | { readonly kind: 'encoded'; readonly chunk: EncodedChunk }

/** Names the writing application in the footer; readers use it to know bugs of old versions. */
export const CREATED_BY = 'episplice version 0.1.0'

const MAGIC = new TextEncoder().encode('PAR1')
const FORMAT_VERSION = 2

/**
 * Writes a Parquet file row group by row group, chunk by chunk, holding nothing but the growing footer.
 * Schema and key-value metadata are written as given. Order of calls: {@link start}, then per row group
 * {@link beginRowGroup} and one {@link appendChunk} per leaf, then {@link finish}.
 */
export class ParquetFileWriter {
  readonly #out: ByteSink
  readonly #root: SchemaNode
  readonly #leaves: readonly SchemaNode[]
  readonly #keyValues: readonly KeyValue[]
  readonly #groups = new ThriftWriter()
  #groupCount = 0
  #rowCount = 0
  #open: { rows: number; nextLeaf: number; uncompressed: number; start: number } | undefined

  constructor(out: ByteSink, root: SchemaNode, keyValues: readonly KeyValue[]) {
    this.#out = out
    this.#root = root
    this.#leaves = leavesOf(root)
    this.#keyValues = keyValues
  }

  async start(): Promise<void> {
    await this.#out.append(MAGIC)
  }

  beginRowGroup(rows: number): void {
    this.#open = { rows, nextLeaf: 0, uncompressed: 0, start: this.#out.position }
    this.#groups.beginStruct()
    this.#groups.listField(1, thriftType.struct, this.#leaves.length)
  }

  /** Appends the chunk of the row group's next leaf; the last one closes the row group. */
  async appendChunk(chunk: OutputChunk): Promise<void> {
    const group = this.#open
    const leaf = group === undefined ? undefined : this.#leaves[group.nextLeaf]
    if (group === undefined || leaf === undefined) throw new Error('no row group is open for this chunk')
    const start = this.#out.position
    const writer = this.#groups
    writer.beginStruct()
    writer.intField(2, 'i64', 0)
    writer.field(3, thriftType.struct)
    if (chunk.kind === 'spliced') {
      const { footer } = chunk
      writeSplicedMetaData(writer, footer, chunk.chunk, leaf, start - footer.chunks.start[chunk.chunk]!)
      group.uncompressed += footer.chunks.uncompressed[chunk.chunk]!
      if (chunk.bytes instanceof Uint8Array) await this.#out.append(chunk.bytes)
      else for await (const block of chunk.bytes) await this.#out.append(block)
    } else {
      writeEncodedMetaData(writer, chunk.chunk, leaf, start)
      group.uncompressed += chunk.chunk.uncompressed
      for (const part of chunk.chunk.parts) await this.#out.append(part)
    }
    writer.endStruct()
    group.nextLeaf++
    if (group.nextLeaf === this.#leaves.length) this.#endRowGroup(group)
  }

  #endRowGroup(group: { rows: number; uncompressed: number; start: number }): void {
    const writer = this.#groups
    writer.intField(2, 'i64', group.uncompressed)
    writer.intField(3, 'i64', group.rows)
    writer.intField(5, 'i64', group.start)
    writer.intField(6, 'i64', this.#out.position - group.start)
    writer.endStruct()
    this.#groupCount++
    this.#rowCount += group.rows
    this.#open = undefined
  }

  /** Writes the footer. The caller flushes and closes the file. */
  async finish(): Promise<void> {
    const writer = new ThriftWriter()
    const elements = flattenSchema(this.#root)
    writer.intField(1, 'i32', FORMAT_VERSION)
    writer.listField(2, thriftType.struct, elements.length)
    for (const element of elements) writer.append(element.raw)
    writer.intField(3, 'i64', this.#rowCount)
    writer.listField(4, thriftType.struct, this.#groupCount)
    writer.append(this.#groups.bytes())
    if (this.#keyValues.length > 0) {
      writer.listField(5, thriftType.struct, this.#keyValues.length)
      for (const { key, value } of this.#keyValues) {
        writer.beginStruct()
        writer.stringField(1, key)
        writer.stringField(2, value)
        writer.endStruct()
      }
    }
    writer.stringField(6, CREATED_BY)
    // TypeDefinedOrder for every column: without it readers ignore the statistics.
    writer.listField(7, thriftType.struct, this.#leaves.length)
    for (let i = 0; i < this.#leaves.length; i++) {
      writer.beginStruct()
      writer.field(1, thriftType.struct)
      writer.beginStruct()
      writer.endStruct()
      writer.endStruct()
    }
    writer.byte(thriftType.stop)
    const length = new Uint8Array(4)
    new DataView(length.buffer).setUint32(0, writer.length, true)
    await this.#out.append(writer.bytes())
    await this.#out.append(length)
    await this.#out.append(MAGIC)
  }
}

/**
 * Makes a new Parquet file: `fill` writes its row groups, start and footer are written around it. Resolves to what
 * `fill` gives and the digest of the file, once everything is with the operating system. Throws as `writeNewFile`.
 */
export async function writeParquetFile<T>(
  path: string,
  root: SchemaNode,
  keyValues: readonly KeyValue[],
  fill: (writer: ParquetFileWriter, out: ByteSink) => Promise<T>,
): Promise<{ readonly value: T; readonly digest: FileDigest }> {
  return (await writeNewFile(path, (out) => writeParquet(out, root, keyValues, fill))).value
}

/** As {@link writeParquetFile}, into a file that the caller opens and closes. */
export async function writeParquet<T>(
  out: BlockWriter,
  root: SchemaNode,
  keyValues: readonly KeyValue[],
  fill: (writer: ParquetFileWriter, out: ByteSink) => Promise<T>,
): Promise<{ readonly value: T; readonly digest: FileDigest }> {
  const writer = new ParquetFileWriter(out, root, keyValues)
  await writer.start()
  const value = await fill(writer, out)
  await writer.finish()
  await out.flush()
  return { value, digest: out.digest }
}
