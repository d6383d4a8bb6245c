import type { FrameRange } from '#engine/video/slice.ts'
import type { VideoTrack } from '#engine/video/track.ts'

/** Bytes a pixel that a picture takes which only repeats the one before, and the least that any packet has. */
const REPEATED = 0.0004
const LEAST_PACKET = 64
/** How different key pictures of the same thing may be in size, and how many it takes to say so. */
const SAME = 0.002
const LEAST_KEYS = 4
/** A stretch must be as long as this, in seconds and as a share of the episode. */
const LEAST_SECONDS = 1
const LEAST_SHARE = 0.25

/** What the sizes of an episode's packets say of its pictures. No picture is read. */
export interface PictureSizes {
  /** Bytes a pixel of the usual picture that stands by itself: dark ones take little. */
  readonly bytesPerPixel: number
  /** Frames of the episode in which nothing seems to change, `[start, end)`; the longest such stretch that is long enough. */
  readonly still: { readonly start: number; readonly end: number } | undefined
}

/** Looks for stretches where key pictures are equally large and the others next to nothing. */
export function stillPictures(track: VideoTrack, { start, end }: FrameRange, fps: number): PictureSizes {
  const pixels = Math.max(1, track.width * track.height)
  const tiny = Math.max(LEAST_PACKET, REPEATED * pixels)
  const keys: number[] = []
  let longest = { start: 0, end: 0 }
  let run = { start: 0, keys: 0, key: -1 }
  for (let frame = start; frame < end; frame++) {
    const sample = track.order[frame]!
    const size = track.sizes[sample]!
    if (track.sync[sample] === 1) {
      keys.push(size)
      const isSame = run.key >= 0 && Math.abs(size - run.key) <= Math.max(2, SAME * run.key)
      if (!isSame) run = { start: frame - start, keys: 0, key: size }
      run.keys++
    } else if (size > tiny) run = { start: frame - start, keys: 0, key: -1 }
    const length = frame + 1 - start - run.start
    if (run.keys >= LEAST_KEYS && length > longest.end - longest.start)
      longest = { start: run.start, end: run.start + length }
  }
  const least = Math.max(LEAST_SECONDS * fps, LEAST_SHARE * (end - start))
  const middle = keys.toSorted((a, b) => a - b)[keys.length >> 1] ?? 0
  return {
    bytesPerPixel: middle / pixels,
    still: longest.end - longest.start >= least ? longest : undefined,
  }
}
