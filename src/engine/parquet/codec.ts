import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { snappyUncompress } from 'hyparquet'
import { snappyCompress } from 'hyparquet-writer/src/snappy.js'

/** Compression codecs by their number in parquet.thrift. */
export const codecs = ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'LZO', 'BROTLI', 'LZ4', 'ZSTD', 'LZ4_RAW'] as const
/** A Parquet compression codec. */
export type Codec = (typeof codecs)[number]

/** Whether {@link decompress} knows the codec; the others go through parquet-wasm. */
export function isNativeCodec(codec: number): boolean {
  return decompressors[codec] !== undefined
}

type Decompressor = (bytes: Uint8Array, length: number) => Uint8Array

const decompressors: Readonly<Record<number, Decompressor>> = {
  0: (bytes) => bytes,
  1: (bytes, length) => {
    const output = new Uint8Array(length)
    snappyUncompress(bytes, output)
    return output
  },
  2: (bytes, length) => gunzipSync(bytes, { maxOutputLength: length }),
  4: (bytes, length) => brotliDecompressSync(bytes, { maxOutputLength: length }),
  6: (bytes, length) => zstdDecompressSync(bytes, { maxOutputLength: length }),
}

/** Decompresses one page body to exactly `length` bytes. Throws a plain Error on damage. */
export function decompress(codec: number, bytes: Uint8Array, length: number): Uint8Array {
  if (length === 0) return new Uint8Array(0)
  const decompressor = decompressors[codec]
  if (decompressor === undefined) throw new Error(`no decompressor for codec ${codec}`)
  const output = decompressor(bytes, length)
  if (output.length !== length) throw new Error(`page has ${output.length} bytes, its header says ${length}`)
  return output
}

/** Compresses as the reference writer does. */
export function compressSnappy(bytes: Uint8Array): Uint8Array {
  return snappyCompress(bytes)
}
