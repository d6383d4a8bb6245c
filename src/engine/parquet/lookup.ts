import { runHeader } from './levels.ts'

/**
 * Looks dictionary indices up while they are unpacked, for values of four bytes; the bits of each value are moved as
 * they are. `width` is that of an index, 24 bits at most. Throws a plain Error when the bytes end early or an index is
 * beyond the dictionary.
 */
export function decodeHybridLookup(
  bytes: Uint8Array,
  width: number,
  dictionary: Uint32Array,
  out: Uint32Array,
): void {
  const { length } = dictionary
  const valueBytes = (width + 7) >> 3
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let position = 0
  let at = 0
  let largest = 0
  while (at < out.length) {
    const [header, next] = runHeader(bytes, position)
    position = next
    const end = Math.min(out.length, at + (header % 2 === 0 ? header / 2 : (header - 1) * 4)) | 0
    if (end === at) throw new Error('a malformed run of indices')
    if (header % 2 === 0) {
      let index = 0
      for (let i = 0; i < valueBytes; i++) index |= (bytes[position++] ?? 0xff) << (8 * i)
      if (index >>> 0 > largest) largest = index >>> 0
      out.fill(dictionary[index] ?? 0, at, end)
      at = end
      continue
    }
    if (position + Math.ceil(((end - at) * width) / 8) > bytes.length)
      throw new Error('a malformed bit-packed run of indices')
    largest = Math.max(largest, lookUpPacked(view, position, width, dictionary, out, at, end))
    at = end
    position = (position + ((header - 1) / 2) * width) | 0
  }
  if (out.length > 0 && largest >= length)
    throw new Error(`index ${largest} in a dictionary of ${length} values`)
}

/** One bit-packed run of {@link decodeHybridLookup}, into `out[at, end)`. Returns the largest index. */
function lookUpPacked(
  view: DataView,
  start: number,
  width: number,
  dictionary: Uint32Array,
  out: Uint32Array,
  at: number,
  end: number,
): number {
  const mask = (1 << width) - 1
  // Four bytes hold an index wherever it begins; behind the last ones there may be none.
  const values = Math.floor(((view.byteLength - 4 - start) * 8) / width)
  const whole = Math.min(end, at + Math.max(0, values)) | 0
  // As 32-bit integers, which is what makes this loop fast.
  let from = start | 0
  let to = at | 0
  let shift = 0
  let largest = 0
  for (; to < whole; to++) {
    const index = (view.getInt32(from, true) >>> shift) & mask
    if (index > largest) largest = index
    out[to] = dictionary[index]!
    shift += width
    from += shift >>> 3
    shift &= 7
  }
  for (; to < end; to++) {
    let word = 0
    for (let i = 0; i < 4 && from + i < view.byteLength; i++) word |= view.getUint8(from + i) << (8 * i)
    const index = (word >>> shift) & mask
    if (index > largest) largest = index
    out[to] = dictionary[index]!
    shift += width
    from += shift >>> 3
    shift &= 7
  }
  return largest
}
