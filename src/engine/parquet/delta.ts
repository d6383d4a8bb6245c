import { GrowingBytes } from './growing-bytes.ts'

const BLOCK = 128
const MINIBLOCKS = 4

/**
 * Encodes `first, first + 1, …` (`count` values) as DELTA_BINARY_PACKED
 * (https://parquet.apache.org/docs/file-format/data-pages/encodings/#delta-encoding-delta_binary_packed--5).
 * Every delta is 1, the minimum, so each block of 128 values takes six bytes.
 */
export function encodeSequence(first: number, count: number): Uint8Array {
  const out = new GrowingBytes(16 + Math.ceil(count / BLOCK) * (MINIBLOCKS + 1))
  out.varint(BLOCK)
  out.varint(MINIBLOCKS)
  out.varint(count)
  out.varint(first < 0 ? -2 * first - 1 : 2 * first)
  for (let done = 1; done < count; done += BLOCK) {
    out.varint(2)
    for (let i = 0; i < MINIBLOCKS; i++) out.byte(0)
  }
  return out.bytes()
}

/** Decodes `count` DELTA_BINARY_PACKED integers. Throws a plain Error when the bytes end early. */
export function decodeDelta(bytes: Uint8Array, out: BigInt64Array | Int32Array): void {
  let position = 0
  const varint = (): bigint => {
    let result = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[position++]
      if (byte === undefined || shift > 63n) throw new Error('delta-encoded values end early')
      result |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return result
    }
  }
  const zigzag = (): bigint => {
    const encoded = varint()
    return (encoded >> 1n) ^ -(encoded & 1n)
  }
  const put = (at: number, value: bigint): void => {
    if (out instanceof BigInt64Array) out[at] = value
    else out[at] = Number(BigInt.asIntN(32, value))
  }
  const blockSize = Number(varint())
  const miniblocks = Number(varint())
  const count = Number(varint())
  const perMiniblock = blockSize / miniblocks
  if (count < out.length || !Number.isInteger(perMiniblock) || perMiniblock % 32 !== 0) {
    throw new Error('a malformed delta header')
  }
  let value = zigzag()
  if (out.length > 0) put(0, value)
  for (let at = 1; at < out.length;) {
    const minDelta = zigzag()
    const widths = bytes.subarray(position, position + miniblocks)
    position += miniblocks
    for (let m = 0; m < miniblocks && at < out.length; m++) {
      const width = widths[m] ?? 255
      const values = Math.min(perMiniblock, out.length - at)
      // The last block may be cut to the bytes that its values need.
      if (width > 64 || position + Math.ceil((values * width) / 8) > bytes.length)
        throw new Error('a malformed delta block')
      for (let i = 0; i < values; i++) {
        value = BigInt.asIntN(64, value + minDelta + packedBits(bytes, position, i * width, width))
        put(at++, value)
      }
      position += (perMiniblock * width) / 8
    }
  }
}

function packedBits(bytes: Uint8Array, start: number, firstBit: number, width: number): bigint {
  let value = 0n
  for (let bit = 0; bit < width; bit++) {
    const from = firstBit + bit
    if (((bytes[start + (from >> 3)] ?? 0) >> (from & 7)) & 1) value |= 1n << BigInt(bit)
  }
  return value
}
