/** How far a job was at a moment of this window's clock. */
export interface RateSample {
  readonly atMs: number
  readonly bytes: number
  readonly fraction: number
}

/** Rates older than this hardly count any more. */
const MEMORY_MS = 4000
/** Less time than this says nothing. */
const SHORTEST_MS = 400

/** Smoothed speed of a job; undefined until there is something to go by. */
export interface JobRate {
  readonly last: RateSample
  readonly bytesPerSecond: number | undefined
  readonly fractionPerSecond: number | undefined
}

/** The speed after one more sample. Samples close together are left for the next one. */
export function nextRate(rate: JobRate | undefined, sample: RateSample): JobRate {
  // Opening and checking move no bytes: the speed begins after them.
  if (rate === undefined || rate.last.bytes === 0 || sample.fraction < rate.last.fraction)
    return { last: sample, bytesPerSecond: undefined, fractionPerSecond: undefined }
  const passed = sample.atMs - rate.last.atMs
  if (passed < SHORTEST_MS) return rate
  const weight = 1 - Math.exp(-passed / MEMORY_MS)
  const blend = (old: number | undefined, gain: number): number => {
    const speed = (Math.max(0, gain) / passed) * 1000
    return old === undefined ? speed : old + (speed - old) * weight
  }
  return {
    last: sample,
    bytesPerSecond: blend(rate.bytesPerSecond, sample.bytes - rate.last.bytes),
    fractionPerSecond: blend(rate.fractionPerSecond, sample.fraction - rate.last.fraction),
  }
}

/**
 * Seconds until the job ends. Goes by the whole way so far while the speed of the moment is unknown or stands still;
 * undefined when nothing has moved, or nothing is left.
 */
export function secondsLeft(
  fraction: number,
  elapsedSeconds: number,
  rate: JobRate | undefined,
): number | undefined {
  if (fraction <= 0.01 || fraction >= 1) return undefined
  const overall = elapsedSeconds > 0 ? fraction / elapsedSeconds : undefined
  const now = rate?.fractionPerSecond
  // The mean of the whole way steadies phases that are faster or slower than others.
  const speed = now === undefined || overall === undefined ? (overall ?? now) : (now + overall) / 2
  return speed === undefined || speed <= 0 ? undefined : (1 - fraction) / speed
}
