import { createHash, type Hash } from 'node:crypto'
import { BLOCK_BYTES } from '#engine/io/block-writer.ts'
import { throwIfCancelled, type ByteSource } from '#engine/io/files.ts'
import { alignedBlocks, alignedRange } from '#engine/io/uncached.ts'
import { all } from '#engine/io/concurrent.ts'
import { byteRanges, type ByteRange, requireCut, type FrameRange } from './slice.ts'
import type { VideoTrack } from './track.ts'

/** Options of {@link digestFrames}. */
export interface DigestOptions {
  readonly signal?: AbortSignal | undefined
  /** Used for reading, where it is large enough, so that many calls need not allocate. */
  readonly buffer?: Uint8Array<ArrayBuffer>
}

/**
 * The digest of the packets of a frame range, which is the same in a source and in what was spliced from it: 32 hex
 * digits, the first 128 bits of the sha256 over
 *
 *     the number of packets   u32, little-endian
 *     the size of each        u32, little-endian, in decode order
 *     the bytes of each       in decode order
 *
 * Sizes come first, so that the boundaries of packets count and the bytes can be hashed in blocks of any length.
 * Reads the packets in blocks of 4 MB at most. Throws `CANCELLED`, and `INTERNAL` for a range that cannot be cut out.
 */
export async function digestFrames(
  source: ByteSource,
  track: VideoTrack,
  frames: FrameRange,
  options: DigestOptions = {},
): Promise<string> {
  const hash = createHash('sha256').update(packetHeader(track, frames))
  let block = options.buffer ?? new Uint8Array(0)
  for (const { start, end } of byteRanges(track, requireCut(track, frames))) {
    for (let at = start; at < end; at += BLOCK_BYTES) {
      throwIfCancelled(options.signal, `reading ${track.path}`)
      const length = Math.min(BLOCK_BYTES, end - at)
      if (block.length < length) block = new Uint8Array(length)
      const bytes = block.subarray(0, length)
      await source.read(bytes, at)
      hash.update(bytes)
    }
  }
  return hash.digest('hex').slice(0, 32)
}

/** What {@link digestFrames} hashes before the bytes of the packets: their number and sizes. */
export function packetHeader(track: VideoTrack, frames: FrameRange): Uint8Array<ArrayBuffer> {
  const { first, end } = requireCut(track, frames)
  const fields = new DataView(new ArrayBuffer(4 * (end - first + 1)))
  fields.setUint32(0, end - first, true)
  for (let i = 0; i < end - first; i++) fields.setUint32(4 * (i + 1), track.sizes[first + i]!, true)
  return new Uint8Array(fields.buffer)
}

/** The digests of frame ranges whose packets pass one range after the other, in pieces of any length. */
export class PacketDigests {
  readonly #headers: readonly Uint8Array[]
  readonly #onDigest: (index: number, digest: string) => void
  #index = -1
  #hash: Hash | undefined

  /** `headers` are those of {@link packetHeader}; `onDigest` is told each digest once its last byte has passed. */
  constructor(headers: readonly Uint8Array[], onDigest: (index: number, digest: string) => void) {
    this.#headers = headers
    this.#onDigest = onDigest
  }

  /** Bytes of the range `index`, which is not before that of the last call. */
  update(index: number, bytes: Uint8Array): void {
    this.#advance(index)
    this.#hash?.update(bytes)
  }

  finish(): void {
    this.#advance(this.#headers.length)
  }

  #advance(index: number): void {
    while (this.#index < index) {
      if (this.#hash !== undefined) this.#onDigest(this.#index, this.#hash.digest('hex').slice(0, 32))
      const header = this.#headers[++this.#index]
      this.#hash = header && createHash('sha256').update(header)
    }
  }
}

/** Frame ranges of one file, to be digested one after the other. Holds nothing but plain data. */
export interface PacketRanges {
  /** See {@link packetHeader}. */
  readonly headers: readonly Uint8Array[]
  /** Where the packets of each are. */
  readonly ranges: readonly (readonly ByteRange[])[]
}

/** Says where the packets of frame ranges of a track are. Throws `INTERNAL` for a range that cannot be cut out. */
export function packetRanges(track: VideoTrack, frames: readonly FrameRange[]): PacketRanges {
  return {
    headers: frames.map((own) => packetHeader(track, own)),
    ranges: frames.map((own) => byteRanges(track, requireCut(track, own))),
  }
}

/**
 * As {@link digestFrames} for each of many frame ranges. Ranges that follow each other in the file are read in blocks
 * that span them, and the next block is read while one is hashed. `onBytes` is told the bytes of packets after each.
 */
export async function digestRanges(
  source: ByteSource,
  { headers, ranges }: PacketRanges,
  { signal, onBytes }: { signal?: AbortSignal | undefined; onBytes?: ((bytes: number) => void) | undefined },
  buffers: readonly Uint8Array<ArrayBuffer>[] = alignedBlocks(2),
): Promise<string[]> {
  const found = new Array<string>(headers.length)
  const digests = new PacketDigests(headers, (index, digest) => (found[index] = digest))
  const blocks = blocksOf(ranges, source.byteLength)
  let [buffer, spare] = buffers
  const read = async (block: RangesBlock | undefined, into: Uint8Array): Promise<void> => {
    if (block !== undefined) await source.read(into.subarray(0, block.end - block.start), block.start)
  }
  const hash = async ({ start, parts }: RangesBlock, bytes: Uint8Array): Promise<void> => {
    // Computing keeps this thread: the read that it is to run beside must have been asked of the system before.
    await new Promise(setImmediate)
    for (const part of parts) digests.update(part.index, bytes.subarray(part.start - start, part.end - start))
  }
  let block = blocks.next().value
  throwIfCancelled(signal, `reading ${source.path}`)
  await read(block, buffer!)
  while (block !== undefined) {
    throwIfCancelled(signal, `reading ${source.path}`)
    const next = blocks.next().value
    await all([read(next, spare!), hash(block, buffer!)])
    onBytes?.(block.parts.reduce((sum, { start, end }) => sum + end - start, 0))
    block = next
    ;[buffer, spare] = [spare, buffer]
  }
  digests.finish()
  return found
}

/** Bytes `[start, end)` of a file, aligned as direct transfers want them, and what is wanted of them. */
interface RangesBlock {
  readonly start: number
  readonly end: number
  readonly parts: readonly (ByteRange & { readonly index: number })[]
}

function* blocksOf(
  ranges: readonly (readonly ByteRange[])[],
  fileBytes: number,
): Generator<RangesBlock, undefined> {
  let block = { start: 0, end: 0, parts: [] as (ByteRange & { readonly index: number })[] }
  let last = 0
  for (const [index, own] of ranges.entries()) {
    for (const { start, end } of own) {
      for (let at = start; at < end;) {
        if (at !== last || at >= block.start + BLOCK_BYTES || block.parts.length === 0) {
          if (block.parts.length > 0) yield block
          block = { ...alignedRange(at, at, fileBytes), parts: [] }
        }
        const stop = Math.min(end, block.start + BLOCK_BYTES)
        block.end = alignedRange(at, stop, fileBytes).end
        block.parts.push({ index, start: at, end: stop })
        last = at = stop
      }
    }
  }
  if (block.parts.length > 0) yield block
}
