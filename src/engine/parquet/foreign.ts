import {
  Compression,
  Encoding,
  EnabledStatistics,
  readParquet,
  WriterPropertiesBuilder,
  writeParquet,
} from 'parquet-wasm'
import { EngineError } from '#shared/errors.ts'
import { bytesSource } from '#engine/io/files.ts'
import { memorySink } from '#engine/io/memory-sink.ts'
import { writeElement } from './build-schema.ts'
import { decodeChunk } from './decode.ts'
import { ParquetFileWriter } from './file-writer.ts'
import { readFooter, type ParquetFooter } from './footer.ts'
import type { LeafColumn } from './leaf.ts'
import type { SchemaNode } from './schema.ts'
import { ThriftWriter } from './thrift.ts'

/**
 * Decodes a chunk whose codec or encoding we have no decoder for (LZ4, BYTE_STREAM_SPLIT, DELTA_BYTE_ARRAY, …)
 * by letting parquet-wasm rewrite it as uncompressed PLAIN. The chunk goes there as a file of its one column,
 * without the leaf's logical type, so that bits are moved and never interpreted.
 * Throws `PARQUET_UNSUPPORTED` when parquet-wasm cannot read it either.
 */
export async function decodeForeignChunk(
  footer: ParquetFooter,
  chunk: number,
  bytes: Uint8Array,
): Promise<LeafColumn> {
  const leafNumber = chunk % footer.chunks.leafCount
  const leaf = footer.leaves[leafNumber]!
  const rows = footer.chunks.rows[(chunk - leafNumber) / footer.chunks.leafCount]!
  const root = branchTo(footer.root, leaf)
  const sink = memorySink()
  const writer = new ParquetFileWriter(sink, root, [])
  await writer.start()
  writer.beginRowGroup(rows)
  await writer.appendChunk({ kind: 'spliced', bytes, footer, chunk })
  await writer.finish()
  const plain = rewritePlain(sink.bytes(), footer.path, leaf)
  const plainFooter = await readFooter(bytesSource(plain, footer.path))
  const start = plainFooter.chunks.start[0]!
  return decodeChunk({
    bytes: plain.subarray(start, start + plainFooter.chunks.compressed[0]!),
    leaf,
    codec: plainFooter.chunks.codec[0]!,
    values: plainFooter.chunks.values[0]!,
    path: footer.path,
  })
}

function rewritePlain(file: Uint8Array, path: string, leaf: SchemaNode): Uint8Array {
  try {
    const properties = new WriterPropertiesBuilder()
      .setCompression(Compression.UNCOMPRESSED)
      .setDictionaryEnabled(false)
      .setEncoding(Encoding.PLAIN)
      .setStatisticsEnabled(EnabledStatistics.None)
      .setMaxRowGroupSize(0x7fff_ffff)
      .build()
    return writeParquet(readParquet(file), properties)
  } catch (cause) {
    throw new EngineError('PARQUET_UNSUPPORTED', `${path}: column ${leaf.path.join('.')}: ${String(cause)}`, {
      cause,
      hint: 'Rewrite the file with Snappy compression and standard encodings, then try again.',
    })
  }
}

/** The schema reduced to one leaf and the groups above it. */
function branchTo(node: SchemaNode, leaf: SchemaNode): SchemaNode {
  const next = node.children.find((child) => child.path.every((part, i) => part === leaf.path[i]))
  const children = next === undefined ? [] : [branchTo(next, leaf)]
  return { ...node, children, raw: elementBytes(node, children.length) }
}

/** A SchemaElement with nothing but structure; lists keep their annotation, which decides their levels. */
function elementBytes(node: SchemaNode, children: number): Uint8Array {
  const writer = new ThriftWriter()
  writeElement(writer, {
    name: node.name,
    repetition: node.path.length === 0 ? undefined : node.repetition,
    ...(node.type === undefined ? {} : { type: node.type }),
    typeLength: node.typeLength,
    children,
    ...(node.converted === 'LIST' ? { converted: 3 } : {}),
  })
  return writer.bytes()
}
