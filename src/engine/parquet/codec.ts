import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { snappyCompressor, snappyUncompressor } from 'hysnappy'

/** Compression codecs by their number in parquet.thrift. */
export const codecs = ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'LZO', 'BROTLI', 'LZ4', 'ZSTD', 'LZ4_RAW'] as const
/** A Parquet compression codec. */
export type Codec = (typeof codecs)[number]

/** Whether {@link decompress} knows the codec; the others go through parquet-wasm. */
export function isNativeCodec(codec: number): boolean {
  return decompressors[codec] !== undefined
}

const uncompressSnappy = snappyUncompressor()
const snappy = snappyCompressor()

type Decompressor = (bytes: Uint8Array, length: number) => Uint8Array

const decompressors: Readonly<Record<number, Decompressor>> = {
  0: (bytes) => bytes,
  1: (bytes, length) => {
    // The decoder writes as much as the block itself announces.
    if (snappyLength(bytes) !== length)
      throw new Error(`a Snappy block of ${snappyLength(bytes)} bytes, its page header says ${length}`)
    return uncompressSnappy(bytes, length)
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
  // zlib gives Buffers out of a shared pool, whose slice() is a view where a Uint8Array's is a copy.
  return new Uint8Array(output.buffer, output.byteOffset, output.length)
}

/** Compresses as the reference writer does. */
export function compressSnappy(bytes: Uint8Array): Uint8Array {
  return snappy(bytes)
}

/** A Snappy block begins with its uncompressed length as a varint. */
function snappyLength(bytes: Uint8Array): number {
  let length = 0
  for (let i = 0; i < 5; i++) {
    const byte = bytes[i] ?? 0
    length += (byte & 0x7f) * 128 ** i
    if (byte < 0x80) break
  }
  return length
}
