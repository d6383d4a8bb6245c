/**
 * Most videos show their samples in the order in which they are stored and at a constant rate. What two such videos
 * say about that differs in length only, so that all of them can look at the same arrays: hundreds of opened
 * datasets would else hold twelve bytes more for each frame. Nobody writes to these arrays.
 */
let identity = new Uint32Array(0)

/** `0, 1, 2, … length - 1`. */
export function identityOrder(length: number): Uint32Array {
  if (identity.length < length) identity = new Uint32Array(roomFor(length, identity)).map((_, i) => i)
  return identity.subarray(0, length)
}

/** Frame `k` is shown at `(first + k * step) / timescale + delay` seconds. */
interface EvenClock {
  /** Ticks. */
  readonly first: number
  readonly step: number
  /** Ticks per second. */
  readonly timescale: number
  /** Seconds. */
  readonly delay: number
}

/** Cameras of one rig have the same clock; sources differ now and then. */
const MAX_CLOCKS = 4
let clocks: { readonly clock: EvenClock; readonly seconds: Float64Array }[] = []

/** The times of `length` frames, in seconds. */
export function evenTimes(length: number, clock: EvenClock): Float64Array {
  const known = clocks.find(({ clock: own }) => sameClock(own, clock))
  if (known !== undefined && known.seconds.length >= length) return known.seconds.subarray(0, length)
  const { first, step, timescale, delay } = clock
  const seconds = new Float64Array(roomFor(length, known?.seconds))
  for (let k = 0; k < seconds.length; k++) seconds[k] = (first + k * step) / timescale + delay
  clocks = [{ clock, seconds }, ...clocks.filter((one) => one !== known).slice(0, MAX_CLOCKS - 1)]
  return seconds.subarray(0, length)
}

function sameClock(a: EvenClock, b: EvenClock): boolean {
  return a.first === b.first && a.step === b.step && a.timescale === b.timescale && a.delay === b.delay
}

/** Doubled, so that ever longer videos do not each make an array of their own. */
function roomFor(length: number, known: { readonly length: number } | undefined): number {
  return Math.max(length, 2 * (known?.length ?? 0))
}
