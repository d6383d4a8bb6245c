import { EngineError } from '#shared/errors.ts'

/** The time base of a file with a constant frame rate: frame k is shown at exactly `k * ticksPerFrame / timescale`. */
export interface Timing {
  /** Ticks per second. */
  readonly timescale: number
  readonly ticksPerFrame: number
}

/** ffmpeg reads a timescale as a signed number. */
const maxTimescale = 0x7fffffff
/** Composition offsets of some hundred frames must fit into 32 bits: allows rates down to one frame in 100 seconds. */
const maxTicksPerFrame = 2 ** 21

/**
 * The time base for `fps` frames per second, in which a frame lasts whole ticks. As ffmpeg does, the rate is
 * doubled until it reaches 10000: 30 gives 15360 and 512, 50 gives 12800 and 256. A broken rate is taken as the
 * simplest fraction that is the same double: 29.97 as 2997/100, 30000/1001 as itself. Throws `OPTION_INVALID`.
 */
export function timingOf(fps: number): Timing {
  const fraction = fps > 0 ? simplestFraction(fps) : undefined
  let [timescale, ticksPerFrame] = fraction ?? [Infinity, Infinity]
  while (timescale < 10_000) {
    timescale *= 2
    ticksPerFrame *= 2
  }
  if (ticksPerFrame <= maxTicksPerFrame) return { timescale, ticksPerFrame }
  throw new EngineError('OPTION_INVALID', `no time base for ${fps} frames per second`)
}

/** By continued fraction: each step is the best approximation of its size. */
function simplestFraction(value: number): [number, number] | undefined {
  let [n0, d0, n1, d1] = [0, 1, 1, 0]
  let rest = value
  for (;;) {
    const whole = Math.floor(rest)
    const [n, d] = [whole * n1 + n0, whole * d1 + d0]
    if (n > maxTimescale || d > maxTimescale) return undefined
    if (n / d === value) return [n, d]
    ;[n0, d0, n1, d1] = [n1, d1, n, d]
    rest = 1 / (rest - whole)
  }
}
