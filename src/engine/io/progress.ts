import type { MergePhase, Progress } from '#shared/progress.ts'

/** Reports are at least this far apart, but for the first, the last, and changes of phase. */
const INTERVAL_MS = 100

/**
 * Adds up bytes over weighted phases and reports at most ten times a second. Phases may overlap: the one shown is the
 * first that is not done. Predictions may be off, so a phase's bytes count up to its share and no further: the
 * fraction never passes what is left to do.
 */
export class ProgressMeter {
  readonly #report: (progress: Progress) => void
  readonly #phases: readonly {
    readonly name: MergePhase
    readonly share: number
    bytes: number
    isDone: boolean
    file: string | undefined
  }[]
  readonly #total: number
  #shown = -1
  #lastReport = 0

  constructor(
    shares: readonly (readonly [MergePhase, number])[],
    report: (progress: Progress) => void = () => undefined,
  ) {
    this.#report = report
    this.#phases = shares.map(([name, share]) => ({ name, share, bytes: 0, isDone: false, file: undefined }))
    this.#total = Math.max(
      1,
      shares.reduce((sum, [, bytes]) => sum + bytes, 0),
    )
  }

  /** Shows a phase; those before it count as done. */
  start(phase: MergePhase): void {
    const next = this.#phases.findIndex(({ name }) => name === phase)
    if (next < 0) return
    for (const before of this.#phases.slice(0, next)) before.isDone = true
    this.#show(next)
  }

  /** A phase is done; when it is the one shown, the next that is not done is. */
  done(phase: MergePhase): void {
    for (const own of this.#phases) if (own.name === phase) own.isDone = true
    // Every phase is reported once, also one that was done before it could be shown.
    while (this.#phases[this.#shown]?.isDone === true && this.#shown + 1 < this.#phases.length)
      this.#show(this.#shown + 1)
  }

  /** The file at hand, of a phase. */
  file(phase: MergePhase, path: string): void {
    for (const own of this.#phases) if (own.name === phase) own.file = path
  }

  /** Bytes of a phase, of the one shown unless said otherwise. */
  add(bytes: number, phase: MergePhase | undefined = this.#phases[this.#shown]?.name): void {
    for (const own of this.#phases) if (own.name === phase) own.bytes += bytes
    if (performance.now() - this.#lastReport >= INTERVAL_MS) this.#emit()
  }

  finish(): void {
    for (const own of this.#phases) own.isDone = true
    this.#show(this.#phases.length - 1)
  }

  #show(phase: number): void {
    this.#shown = phase
    this.#emit()
  }

  #emit(): void {
    const { name, file } = this.#phases[this.#shown] ?? { name: 'data' as const, file: undefined }
    this.#lastReport = performance.now()
    const bytesDone = this.#phases.every(({ isDone }) => isDone)
      ? this.#total
      : this.#phases.reduce(
          (sum, { share, bytes, isDone }) => sum + (isDone ? share : Math.min(bytes, share)),
          0,
        )
    this.#report({
      phase: name,
      fraction: bytesDone / this.#total,
      bytesDone,
      bytesTotal: this.#total,
      ...(file === undefined ? {} : { file }),
    })
  }
}
