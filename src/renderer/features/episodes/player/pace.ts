/** How often playing is compared with what it should be, and the share of it that will do. */
const MEASURED_MS = 1000
const MIN_SHARE = 0.9

/** Measures whether playing goes on as quickly as it should, a second at a time. */
export class Pace {
  #sinceMs = 0
  #frames = 0

  /** Begins to measure now. */
  restart(nowMs: number): void {
    this.#sinceMs = nowMs
    this.#frames = 0
  }

  /** Counts frames that were gone on by. Returns whether that is too slow for `rate` frames a second; undefined while a second has not passed. */
  isBehind(frames: number, nowMs: number, rate: number): boolean | undefined {
    this.#frames += frames
    const ms = nowMs - this.#sinceMs
    if (ms < MEASURED_MS) return undefined
    const isBehind = this.#frames < (ms / 1000) * rate * MIN_SHARE
    this.restart(nowMs)
    return isBehind
  }
}
