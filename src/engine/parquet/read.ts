import { EngineError } from '#shared/errors.ts'
import { type ByteSource, readRange } from '#engine/io/files.ts'
import { decodeChunk, ForeignEncoding, type ChunkBytes } from './decode.ts'
import { chunkRange, type ParquetFooter } from './footer.ts'
import type { LeafColumn } from './leaf.ts'

/** A chunk is decoded in memory. Those that come in whole are copied instead, however large. */
export const MAX_CHUNK_BYTES = 2 ** 29

/** The bytes of a column chunk that is to be decoded. Throws `PARQUET_UNSUPPORTED` for one that is too large for that. */
export function decodableRange(
  footer: ParquetFooter,
  group: number,
  leaf: number,
): { readonly start: number; readonly end: number } {
  const { start, end } = chunkRange(footer, group, leaf)
  if (end - start > MAX_CHUNK_BYTES) {
    throw new EngineError(
      'PARQUET_UNSUPPORTED',
      `${footer.path}: column ${footer.leaves[leaf]!.path.join('.')} has ${end - start} bytes to decode in one row group`,
      { hint: 'Write the file with smaller row groups, one for each episode, and try again.' },
    )
  }
  return { start, end }
}

/** Reads and decodes one column chunk. Throws `PARQUET_INVALID` or `PARQUET_UNSUPPORTED`. */
export async function readLeaf(
  source: ByteSource,
  footer: ParquetFooter,
  group: number,
  leaf: number,
): Promise<LeafColumn> {
  const { start, end } = decodableRange(footer, group, leaf)
  return decodeLeaf(footer, group * footer.chunks.leafCount + leaf, await readRange(source, start, end))
}

/** Decodes the bytes of chunk `group * leafCount + leaf` of a file. */
export async function decodeLeaf(
  footer: ParquetFooter,
  chunk: number,
  bytes: Uint8Array,
  options: Pick<ChunkBytes, 'skipRepetition' | 'store'> = {},
): Promise<LeafColumn> {
  const described: ChunkBytes = {
    bytes,
    leaf: footer.leaves[chunk % footer.chunks.leafCount]!,
    codec: footer.chunks.codec[chunk]!,
    values: footer.chunks.values[chunk]!,
    path: footer.path,
    ...options,
  }
  try {
    return decodeChunk(described)
  } catch (error) {
    if (error instanceof ForeignEncoding) return await decodeForeign(footer, chunk, bytes)
    throw error
  }
}

/** Loads parquet-wasm, several megabytes, only for the rare file that needs it. */
async function decodeForeign(footer: ParquetFooter, chunk: number, bytes: Uint8Array): Promise<LeafColumn> {
  const { decodeForeignChunk } = await import('./foreign.ts')
  return await decodeForeignChunk(footer, chunk, bytes)
}
