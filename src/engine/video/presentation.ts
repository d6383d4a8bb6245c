import type { EditList } from './edit-list.ts'
import { evenTimes, identityOrder } from './shared-sequences.ts'
import type { Samples } from './samples.ts'

/** The frames of a track as they are shown. */
export interface Presentation {
  /** Decode-order indexes of the samples that are shown, in the order in which they are. */
  readonly order: Uint32Array
  /** When each is shown, in seconds from the beginning of the movie. */
  readonly seconds: Float64Array
}

/** How a file counts time. */
export interface MovieClock {
  /** Media ticks per second. */
  readonly timescale: number
  /** Movie ticks per second. */
  readonly movieTimescale: number
  readonly isFragmented: boolean
}

/**
 * Which samples are shown, in which order, and when: as ffmpeg reads the file, because so does every loader.
 *
 * An edit list hides frames that start before or after its stretch, whose end is rounded to a media tick. What is left
 * begins at once, even where the list begins between two frames. In a fragmented file, whose list was written before
 * its frames, it hides nothing and only shifts the times.
 */
export function presentSamples(
  { ticks }: Samples,
  edit: EditList | undefined,
  { timescale, movieTimescale, isFragmented }: MovieClock,
): Presentation {
  const hides = edit !== undefined && !isFragmented
  const start = hides ? edit.mediaTime : -Infinity
  const end = hides ? start + Math.round((edit.duration * timescale) / movieTimescale) : Infinity
  const delay = (edit?.delay ?? 0) / movieTimescale
  const step = evenStep(ticks)
  if (step !== undefined && ticks[0]! >= start && ticks.at(-1)! < end) {
    const first = hides ? 0 : ticks[0]! - (edit?.mediaTime ?? 0)
    return {
      order: identityOrder(ticks.length),
      seconds: evenTimes(ticks.length, { first, step, timescale, delay }),
    }
  }
  const order = presentationOrder(ticks, start, end)
  const origin = hides ? ticks[order[0]!]! : (edit?.mediaTime ?? 0)
  const seconds = new Float64Array(order.length)
  for (let k = 0; k < order.length; k++) seconds[k] = (ticks[order[k]!]! - origin) / timescale + delay
  return { order, seconds }
}

/** The ticks between samples that are shown as they are stored, at a constant rate; undefined of any others. */
function evenStep(ticks: Float64Array): number | undefined {
  // Beyond 2^53 sums are not what they look like.
  if (ticks.length === 0 || !Number.isSafeInteger(ticks.at(-1))) return undefined
  const first = ticks[0]!
  const step = ticks.length > 1 ? ticks[1]! - first : 0
  if (step < 0) return undefined
  for (let i = 0; i < ticks.length; i++) if (ticks[i] !== first + i * step) return undefined
  return step
}

/** The samples with composition times in `[start, end)`, by time. */
function presentationOrder(ticks: Float64Array, start: number, end: number): Uint32Array {
  const order = new Uint32Array(ticks.length)
  let count = 0
  let last = -Infinity
  let inOrder = true
  for (let i = 0; i < ticks.length; i++) {
    const at = ticks[i]!
    if (at < start || at >= end) continue
    inOrder &&= at >= last
    last = at
    order[count++] = i
  }
  const shown = order.subarray(0, count)
  return inOrder ? shown : shown.sort((a, b) => ticks[a]! - ticks[b]! || a - b)
}

/** The deepest reordering that H.264 and HEVC know. */
const maxDelay = 16

/**
 * By how many frames the file delays showing against decoding. A decoder that is told to reorder (by its SPS) expects
 * this much between both times, even in a stretch that has no B-frame, so a splice keeps it.
 */
export function statedDelay({ ticks, firstDelay, duration }: Samples, order: Uint32Array): number {
  const ticksPerFrame = duration / ticks.length
  if (ticksPerFrame === 0) return 0
  const frames = Math.round(firstDelay / ticksPerFrame) - Math.max(0, order.indexOf(0))
  return Math.min(Math.max(frames, 0), maxDelay)
}
