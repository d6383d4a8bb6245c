import { createHash, type Hash } from 'node:crypto'
import { BLOCK_BYTES } from '#engine/io/block-writer.ts'
import { throwIfCancelled, type ByteSource } from '#engine/io/files.ts'
import { byteRanges, requireCut, type FrameRange } from './slice.ts'
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
  const hash = packetHash(track, frames)
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
  return finishDigest(hash)
}

/** The hash of {@link digestFrames} with everything but the bytes of the packets, which follow by `update`. */
export function packetHash(track: VideoTrack, frames: FrameRange): Hash {
  const { first, end } = requireCut(track, frames)
  const fields = new DataView(new ArrayBuffer(4 * (end - first + 1)))
  fields.setUint32(0, end - first, true)
  for (let i = 0; i < end - first; i++) fields.setUint32(4 * (i + 1), track.sizes[first + i]!, true)
  return createHash('sha256').update(new Uint8Array(fields.buffer))
}

/** 32 hex digits. */
export function finishDigest(hash: Hash): string {
  return hash.digest('hex').slice(0, 32)
}
