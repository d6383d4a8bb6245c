import { EngineError } from '#shared/errors.ts'
import type { VideoTrack } from './track.ts'

/** Frames `[start, end)` of a track, counted in the order in which they are shown. */
export interface FrameRange {
  readonly start: number
  readonly end: number
}

/** The packets of a frame range, as samples `[first, end)` in decode order. */
export interface SampleRange {
  readonly first: number
  readonly end: number
  /**
   * The first packet is a keyframe and the first frame shown, so that a decoder that begins here shows every frame.
   * False for a keyframe with leading B-frames (HEVC "open GOP"): those need what came before.
   */
  readonly startsOnKeyframe: boolean
}

/** The packets of a frame range, or why the range cannot be cut out without re-encoding. */
export type Cut =
  | ({ readonly kind: 'cut' } & SampleRange)
  /** `outside-file`: empty, or not within `[0, frameCount)`. `not-contiguous`: B-frames tie it to frames outside. */
  | { readonly kind: 'impossible'; readonly reason: 'outside-file' | 'not-contiguous' }

/** Finds the packets of a frame range. Takes time in proportion to the range, not to the file. */
export function cutFrames(track: VideoTrack, frames: FrameRange): Cut {
  const { start, end } = frames
  const isInside = Number.isInteger(start) && Number.isInteger(end) && start >= 0 && end <= track.frameCount
  if (!isInside || start >= end) return { kind: 'impossible', reason: 'outside-file' }
  let first = Infinity
  let last = -1
  for (let k = start; k < end; k++) {
    const sample = track.order[k]!
    if (sample < first) first = sample
    if (sample > last) last = sample
  }
  if (last - first !== end - start - 1) return { kind: 'impossible', reason: 'not-contiguous' }
  const startsOnKeyframe = track.sync[first] === 1 && track.order[start] === first
  return { kind: 'cut', first, end: last + 1, startsOnKeyframe }
}

/** As {@link cutFrames}, for a range that a plan has already found possible: throws `INTERNAL` otherwise. */
export function requireCut(track: VideoTrack, frames: FrameRange): SampleRange {
  const cut = cutFrames(track, frames)
  if (cut.kind === 'cut') return cut
  throw new EngineError(
    'INTERNAL',
    `frames ${frames.start} to ${frames.end} of ${track.path} cannot be cut out: ${cut.reason}`,
  )
}

/** The bytes of the packets of a frame range. Throws `INTERNAL` for a range that cannot be cut out. */
export function payloadBytes(track: VideoTrack, frames: FrameRange): number {
  const { first, end } = requireCut(track, frames)
  let bytes = 0
  for (let sample = first; sample < end; sample++) bytes += track.sizes[sample]!
  return bytes
}

/** Bytes `[start, end)` of a file. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** Where samples `[first, end)` lie in their file, in decode order, neighbours joined. */
export function byteRanges({ offsets, sizes }: VideoTrack, { first, end }: SampleRange): ByteRange[] {
  const ranges: ByteRange[] = []
  let start = offsets[first]!
  let stop = start
  for (let sample = first; sample < end; sample++) {
    const offset = offsets[sample]!
    if (offset !== stop) {
      ranges.push({ start, end: stop })
      start = offset
    }
    stop = offset + sizes[sample]!
  }
  ranges.push({ start, end: stop })
  return ranges
}

/**
 * How many frames later than in decode order each sample of a range is shown (negative: earlier), or undefined when
 * both orders are the same, as in every stream without B-frames.
 */
export function frameOffsets(
  track: VideoTrack,
  frames: FrameRange,
  { first, end }: SampleRange,
): Int32Array | undefined {
  let k = frames.start
  while (k < frames.end && track.order[k]! - first === k - frames.start) k++
  if (k === frames.end) return undefined
  const offsets = new Int32Array(end - first)
  for (; k < frames.end; k++) {
    const index = track.order[k]! - first
    offsets[index] = k - frames.start - index
  }
  return offsets
}
