import { EngineError } from '#shared/errors.ts'
import { unsupportedMp4 } from './boxes.ts'
import { frameOffsets, requireCut, type FrameRange } from './slice.ts'
import type { VideoTrack } from './track.ts'

/** Frames of one source file, as they go into an output file. */
export interface Mp4Slice {
  readonly track: VideoTrack
  readonly frames: FrameRange
}

/**
 * What the size of a file depends on. Totals of slices can be joined, and joined totals again, so that a planner
 * knows the exact size of a file after each slice that it adds: see `mp4ByteLength`.
 */
export interface Mp4Totals {
  readonly config: string
  readonly sampleEntryBytes: number
  readonly fourcc: string
  readonly frames: number
  readonly keyframes: number
  readonly payloadBytes: number
  /** Frames by which decoding runs ahead of showing: enough for every slice. */
  readonly delay: number
  /** Runs of equal frame offsets in decode order: the entries of `ctts`, should one be needed. */
  readonly offsetRuns: number
  readonly firstOffset: number
  readonly lastOffset: number
}

/**
 * The totals of one slice, in time proportional to its frames. Throws `INTERNAL` when it cannot be cut out, and
 * `MP4_UNSUPPORTED` when frames are shown absurdly far from where they are stored.
 */
export function totalsOf({ track, frames }: Mp4Slice): Mp4Totals {
  const samples = requireCut(track, frames)
  let keyframes = 0
  let payloadBytes = 0
  for (let sample = samples.first; sample < samples.end; sample++) {
    keyframes += track.sync[sample]!
    payloadBytes += track.sizes[sample]!
  }
  const { config, fourcc, reorderDelay } = track
  const offsets = frameOffsets(track, frames, samples)
  return {
    config,
    sampleEntryBytes: track.sampleEntry.length,
    fourcc,
    frames: frames.end - frames.start,
    keyframes,
    payloadBytes,
    ...reordering(offsets, reorderDelay, track.path),
  }
}

type Reordering = Pick<Mp4Totals, 'delay' | 'offsetRuns' | 'firstOffset' | 'lastOffset'>

/** Codecs reorder by 16 frames at most; far beyond that, the offsets would not even fit into their fields. */
const maxReordering = 1000

function reordering(offsets: Int32Array | undefined, statedDelay: number, path: string): Reordering {
  if (offsets === undefined) return { delay: statedDelay, offsetRuns: 1, firstOffset: 0, lastOffset: 0 }
  let delay = statedDelay
  let offsetRuns = 1
  for (let i = 0; i < offsets.length; i++) {
    const offset = offsets[i]!
    if (Math.abs(offset) > maxReordering) {
      throw unsupportedMp4(path, `a frame is stored ${Math.abs(offset)} frames from where it is shown`)
    }
    delay = Math.max(delay, -offset)
    if (i > 0 && offsets[i] !== offsets[i - 1]) offsetRuns++
  }
  return { delay, offsetRuns, firstOffset: offsets[0]!, lastOffset: offsets.at(-1)! }
}

/** The totals of what `a` describes, followed by what `b` does. Throws `INTERNAL` when they may not share a file. */
export function joinTotals(a: Mp4Totals, b: Mp4Totals): Mp4Totals {
  if (a.config !== b.config) {
    throw new EngineError('INTERNAL', `videos of the configurations ${a.config} and ${b.config} in one file`)
  }
  return {
    ...a,
    frames: a.frames + b.frames,
    keyframes: a.keyframes + b.keyframes,
    payloadBytes: a.payloadBytes + b.payloadBytes,
    delay: Math.max(a.delay, b.delay),
    offsetRuns: a.offsetRuns + b.offsetRuns - (a.lastOffset === b.firstOffset ? 1 : 0),
    lastOffset: b.lastOffset,
  }
}
