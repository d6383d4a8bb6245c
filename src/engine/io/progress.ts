import type { MergePhase, Progress } from '#shared/progress.ts'

/** Reports are at least this far apart, but for the first, the last, and changes of phase. */
const INTERVAL_MS = 100

/**
 * Adds up bytes over weighted phases and reports at most ten times a second. Predictions may be off, so a
 * phase's bytes count up to its share and no further: the fraction never passes what is left to do.
 */
export class ProgressMeter {
  readonly #report: (progress: Progress) => void
  readonly #shares: readonly (readonly [MergePhase, number])[]
  readonly #total: number
  #phase = -1
  #before = 0
  #inPhase = 0
  #file: string | undefined
  #lastReport = 0

  constructor(
    shares: readonly (readonly [MergePhase, number])[],
    report: (progress: Progress) => void = () => undefined,
  ) {
    this.#report = report
    this.#shares = shares
    this.#total = Math.max(
      1,
      shares.reduce((sum, [, bytes]) => sum + bytes, 0),
    )
  }

  /** Begins a phase; those before it count as done. */
  start(phase: MergePhase): void {
    const next = this.#shares.findIndex(([name]) => name === phase)
    if (next < 0) return
    this.#before = this.#shares.slice(0, next).reduce((sum, [, bytes]) => sum + bytes, 0)
    this.#phase = next
    this.#inPhase = 0
    this.#file = undefined
    this.#emit()
  }

  file(path: string): void {
    this.#file = path
  }

  add(bytes: number): void {
    this.#inPhase += bytes
    if (performance.now() - this.#lastReport >= INTERVAL_MS) this.#emit()
  }

  finish(): void {
    this.#before = this.#total
    this.#inPhase = 0
    this.#phase = this.#shares.length - 1
    this.#emit()
  }

  #emit(): void {
    const [phase, share] = this.#shares[this.#phase] ?? ['data', 0]
    this.#lastReport = performance.now()
    const bytesDone = Math.min(this.#total, this.#before + Math.min(this.#inPhase, share))
    this.#report({
      phase,
      fraction: bytesDone / this.#total,
      bytesDone,
      bytesTotal: this.#total,
      ...(this.#file === undefined ? {} : { file: this.#file }),
    })
  }
}
