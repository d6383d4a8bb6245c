import type { VideoTrack } from '#engine/video/track.ts'

/** The frame of a video file that a time means, with the fraction by which it is off: 74.1 is a tenth behind frame 74. */
export type FrameClock = (seconds: number) => number

/** A window as stated, in seconds, and how many frames it must have. */
export interface TimedWindow {
  readonly from: number
  readonly to: number
  readonly length: number
}

/** Windows that are off by less, in frames, leave no doubt which frames they mean. */
const CLEAR = 0.25

/**
 * How the windows of a file are to be read. Frame k is at k/fps unless the windows contradict it. Where joining B-frame
 * streams shortened them and the frames' own times alike (lerobot-v3-format, section 10), the frames' own times tell
 * which are meant, provided that they do of every window of the file.
 */
export function frameClock(track: VideoTrack, fps: number, windows: readonly TimedWindow[]): FrameClock {
  const grid: FrameClock = (seconds) => seconds * fps
  if (windows.every((window) => isClear(window, grid))) return grid
  const own = ownClock(track, fps)
  return windows.every((window) => isClear(window, own)) ? own : grid
}

function isClear({ from, to, length }: TimedWindow, clock: FrameClock): boolean {
  const [start, end] = [clock(from), clock(to)]
  return (
    Math.round(end) - Math.round(start) === length &&
    [start, end].every((frame) => Math.abs(frame - Math.round(frame)) < CLEAR)
  )
}

/** By the nearest frame's own time, counted from the first one's; behind the last one at the usual rate. */
function ownClock({ presentation, frameCount }: VideoTrack, fps: number): FrameClock {
  const [first, last] = [presentation[0]!, frameCount - 1]
  const timeOf = (frame: number): number => presentation[frame]! - first
  return (seconds) => {
    let [low, high] = [0, last]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (timeOf(middle) <= seconds) low = middle
      else high = middle - 1
    }
    const isNextNearer = low < last && timeOf(low + 1) - seconds < seconds - timeOf(low)
    const nearest = isNextNearer ? low + 1 : low
    return nearest + (seconds - timeOf(nearest)) * fps
  }
}
