import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import type { Compressors } from 'hyparquet'

/** Decompressors for the codecs that hyparquet does not bring along. */
export const compressors: Compressors = {
  GZIP: (input) => gunzipSync(input),
  BROTLI: (input) => brotliDecompressSync(input),
  ZSTD: (input) => zstdDecompressSync(input),
  LZ4_RAW: decompressLz4,
}

/** One LZ4 block: runs of literal bytes, each followed by a copy of bytes that are there already. */
function decompressLz4(input: Uint8Array, outputLength: number): Uint8Array {
  const output = new Uint8Array(outputLength)
  let at = 0
  let end = 0
  const length = (nibble: number): number => {
    let sum = nibble
    for (let more = nibble === 15; more;) {
      const byte = input[at++]!
      sum += byte
      more = byte === 255
    }
    return sum
  }
  while (at < input.length) {
    const token = input[at++]!
    const literals = length(token >> 4)
    output.set(input.subarray(at, at + literals), end)
    at += literals
    end += literals
    if (at >= input.length) break
    const distance = input[at]! | (input[at + 1]! << 8)
    at += 2
    const copies = length(token & 15) + 4
    for (let i = 0; i < copies; i++, end++) output[end] = output[end - distance]!
  }
  return output
}
