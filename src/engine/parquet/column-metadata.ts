import type { EncodedChunk } from './encode.ts'
import type { ParquetFooter } from './footer.ts'
import { physicalTypes, type SchemaNode } from './schema.ts'
import { ThriftReader, thriftType, ThriftWriter } from './thrift.ts'

/**
 * Writes the ColumnMetaData of a chunk that was copied: the source's own struct, byte for byte, but for the
 * page offsets (moved by `shift`) and the column's path. Pointers to structures outside the chunk (page
 * index, bloom filter) are dropped, since those bytes stay behind.
 */
export function writeSplicedMetaData(
  writer: ThriftWriter,
  footer: ParquetFooter,
  chunk: number,
  target: SchemaNode,
  shift: number,
): void {
  const { bytes, path } = footer
  const reader = new ThriftReader(bytes, footer.chunks.metaStart[chunk]!, path)
  writer.beginStruct()
  reader.struct((id, type) => {
    if (id === 9 || id === 11) {
      const offset = reader.int()
      // Zero is how old writers say "no dictionary page".
      if (offset > 0) writer.intField(id, 'i64', offset + shift)
    } else if (id === 10 || id === 14 || id === 15) reader.skip(type)
    else if (id === 3) {
      reader.skip(type)
      writePath(writer, target)
    } else {
      const start = reader.position
      reader.skip(type)
      writer.field(id, type)
      writer.append(bytes.subarray(start, reader.position))
    }
  })
  writer.endStruct()
}

/** Writes the ColumnMetaData of a chunk that we encoded and that begins at byte `start` of the file. */
export function writeEncodedMetaData(
  writer: ThriftWriter,
  chunk: EncodedChunk,
  target: SchemaNode,
  start: number,
): void {
  writer.beginStruct()
  writer.intField(1, 'i32', physicalTypes.indexOf(target.type!))
  writer.listField(2, thriftType.i32, chunk.encodings.length)
  for (const encoding of chunk.encodings) writer.int(encoding)
  writePath(writer, target)
  writer.intField(4, 'i32', chunk.codec)
  writer.intField(5, 'i64', chunk.values)
  writer.intField(6, 'i64', chunk.uncompressed)
  writer.intField(7, 'i64', chunk.byteLength)
  writer.intField(9, 'i64', start + chunk.dataPageStart)
  if (chunk.hasDictionary) writer.intField(11, 'i64', start)
  if (chunk.statistics !== undefined) {
    writer.field(12, thriftType.struct)
    writer.beginStruct()
    writer.intField(3, 'i64', chunk.statistics.nullCount)
    if (chunk.statistics.max !== undefined) writer.binaryField(5, chunk.statistics.max)
    if (chunk.statistics.min !== undefined) writer.binaryField(6, chunk.statistics.min)
    writer.endStruct()
  }
  writer.endStruct()
}

/** The parts of each leaf's path as Thrift strings: the same for every row group, and there are thousands. */
const encodedPaths = new WeakMap<SchemaNode, Uint8Array>()

function writePath(writer: ThriftWriter, target: SchemaNode): void {
  writer.listField(3, thriftType.binary, target.path.length)
  writer.append(encodedPath(target))
}

function encodedPath(target: SchemaNode): Uint8Array {
  const known = encodedPaths.get(target)
  if (known !== undefined) return known
  const parts = new ThriftWriter()
  for (const part of target.path) parts.string(part)
  const encoded = parts.bytes().slice()
  encodedPaths.set(target, encoded)
  return encoded
}
