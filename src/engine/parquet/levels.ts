import { GrowingBytes } from './growing-bytes.ts'

/**
 * Parquet's RLE / bit-packed hybrid: definition and repetition levels, dictionary indices and booleans
 * (https://parquet.apache.org/docs/file-format/data-pages/encodings/).
 */

/** Bits needed for levels up to `max`. */
export function bitWidth(max: number): number {
  return 32 - Math.clz32(max)
}

/**
 * Decodes `count` integers of `width` bits from `bytes` into `out` at `at`.
 * Throws a plain Error when the bytes end early or a run is malformed.
 */
export function decodeHybrid(
  bytes: Uint8Array,
  width: number,
  count: number,
  out: Uint8Array | Uint32Array,
  at: number,
): void {
  let position = 0
  let written = 0
  const valueBytes = (width + 7) >> 3
  while (written < count) {
    const [header, next] = runHeader(bytes, position)
    position = next
    if (header % 2 === 0) {
      const run = Math.min(header / 2, count - written)
      if (run === 0 || position + valueBytes > bytes.length)
        throw new Error('a malformed run of levels or indices')
      let value = 0
      for (let i = 0; i < valueBytes; i++) value |= bytes[position++]! << (8 * i)
      out.fill(value >>> 0, at + written, at + written + run)
      written += run
    } else {
      const groups = (header - 1) / 2
      const values = Math.min(groups * 8, count - written)
      // The last run may be cut to the bytes that its values need.
      if (groups === 0 || position + Math.ceil((values * width) / 8) > bytes.length) {
        throw new Error('a malformed bit-packed run of levels or indices')
      }
      unpack(bytes, position, width, values, out, at + written)
      position += groups * width
      written += values
    }
  }
}

/** Whether `count` levels are one run of `level`, as columns without nulls have it: nothing to decode then. */
export function isOneRun(bytes: Uint8Array, count: number, level: number): boolean {
  let header = 0
  let position = 0
  for (let scale = 1; position < 5; scale *= 128) {
    const byte = bytes[position++] ?? 0
    header += (byte & 0x7f) * scale
    if (byte < 0x80) break
  }
  return header % 2 === 0 && header / 2 >= count && bytes[position] === level
}

function unpack(
  bytes: Uint8Array,
  start: number,
  width: number,
  count: number,
  out: Uint8Array | Uint32Array,
  at: number,
): void {
  if (width === 0) {
    out.fill(0, at, at + count)
    return
  }
  if (width === 8) {
    for (let i = 0; i < count; i++) out[at + i] = bytes[start + i]!
    return
  }
  if (width > 24) {
    unpackWide(bytes, start, width, count, out, at)
    return
  }
  if (out instanceof Uint32Array) {
    unpackIndices(bytes, start, width, count, out, at)
    return
  }
  const mask = 2 ** width - 1
  let buffer = 0
  let bits = 0
  let position = start
  for (let i = 0; i < count; i++) {
    while (bits < width) {
      buffer |= bytes[position++]! << bits
      bits += 8
    }
    out[at + i] = buffer & mask
    buffer >>>= width
    bits -= width
  }
}

/** The same for dictionary indices; a loop of its own, so that V8 compiles it for this type of array. */
function unpackIndices(
  bytes: Uint8Array,
  start: number,
  width: number,
  count: number,
  out: Uint32Array,
  at: number,
): void {
  const mask = 2 ** width - 1
  let buffer = 0
  let bits = 0
  let position = start
  for (let i = at; i < at + count; i++) {
    while (bits < width) {
      buffer |= bytes[position++]! << bits
      bits += 8
    }
    out[i] = buffer & mask
    buffer >>>= width
    bits -= width
  }
}

/** The varint before a run, and the position behind it. Throws a plain Error when the bytes end early. */
export function runHeader(bytes: Uint8Array, start: number): [number, number] {
  let header = 0
  for (let position = start, scale = 1; scale <= 2 ** 28; position++, scale *= 128) {
    const byte = bytes[position]
    if (byte === undefined) break
    header += (byte & 0x7f) * scale
    if (byte < 0x80) return [header, position + 1]
  }
  throw new Error('levels or indices end early')
}

/** Indices beyond 24 bits do not fit the 32-bit accumulator. */
function unpackWide(
  bytes: Uint8Array,
  start: number,
  width: number,
  count: number,
  out: Uint8Array | Uint32Array,
  at: number,
): void {
  for (let i = 0; i < count; i++) {
    let value = 0
    for (let bit = 0; bit < width; bit++) {
      const from = i * width + bit
      if ((bytes[start + (from >> 3)]! >> (from & 7)) & 1) value += 2 ** bit
    }
    out[at + i] = value
  }
}

const MIN_RUN = 8

/** Encodes integers of `width` bits: runs of eight or more equal values as RLE, the rest bit-packed. */
export function encodeHybrid(values: Uint8Array | Uint32Array, width: number): Uint8Array {
  const out = new GrowingBytes(16 + (values.length >> 2))
  let at = 0
  while (at < values.length) {
    const run = runLength(values, at)
    if (run >= MIN_RUN || at + run === values.length) {
      out.varint(run * 2)
      for (let i = 0; i < (width + 7) >> 3; i++) out.byte((values[at]! >>> (8 * i)) & 0xff)
      at += run
    } else at = packUntilRun(values, at, width, out)
  }
  return out.bytes()
}

function runLength(values: Uint8Array | Uint32Array, at: number): number {
  const value = values[at]
  let end = at + 1
  while (end < values.length && values[end] === value) end++
  return end - at
}

/** Bit-packs whole groups of eight until a long run begins at a group's start; pads the last group with zeros. */
function packUntilRun(
  values: Uint8Array | Uint32Array,
  start: number,
  width: number,
  out: GrowingBytes,
): number {
  let end = start
  do end = Math.min(end + 8, values.length)
  while (end < values.length && runLength(values, end) < MIN_RUN)
  const groups = Math.ceil((end - start) / 8)
  out.varint(groups * 2 + 1)
  let buffer = 0
  let bits = 0
  for (let i = 0; i < groups * 8; i++) {
    const value = values[start + i] ?? 0
    for (let done = 0; done < width;) {
      const take = Math.min(8 - bits, width - done)
      buffer |= ((value >>> done) & ((1 << take) - 1)) << bits
      bits += take
      done += take
      if (bits === 8) {
        out.byte(buffer)
        buffer = 0
        bits = 0
      }
    }
  }
  return end
}
