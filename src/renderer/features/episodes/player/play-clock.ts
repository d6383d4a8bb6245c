/** Turns time into frames while playing. Times are milliseconds. */
export class PlayClock {
  #anchorFrame = 0
  #anchorMs: number | undefined
  #framesPerMs = 0

  /** Whether time passes. */
  get isRunning(): boolean {
    return this.#anchorMs !== undefined
  }

  /** From now on: `frame` at `ms`, then `framesPerSecond`. */
  start(frame: number, ms: number, framesPerSecond: number): void {
    this.#anchorFrame = frame
    this.#anchorMs = ms
    this.#framesPerMs = framesPerSecond / 1000
  }

  /** Time stands still until the next start. */
  stop(): void {
    this.#anchorMs = undefined
  }

  /** The frame that is due: a frame lasts until the next one begins. */
  frameAt(ms: number): number {
    if (this.#anchorMs === undefined) return this.#anchorFrame
    // A display's time may be a little before the call that started the clock.
    const passed = Math.max(0, ms - this.#anchorMs)
    return this.#anchorFrame + Math.floor(passed * this.#framesPerMs + 1e-6)
  }
}
