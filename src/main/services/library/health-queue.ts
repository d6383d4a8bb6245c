import { EngineError, toAppError } from '#shared/errors.ts'
import type { Reader } from '../reader.ts'
import type { KnownDataset } from './library-tables.ts'

/** After this long, a copy has either gone on or is what it is. */
const AGAIN_MS = 3000

/** What changes in what is known of a dataset. */
type Change = (known: KnownDataset) => Partial<KnownDataset>

/** Checks datasets one after the other, in the order in which they were asked for. */
export class HealthQueue {
  readonly #reader: Reader
  readonly #onChecked: (path: string, change: Change) => void
  /** Paths and the stamps of their files when they were checked last. */
  readonly #waiting = new Map<string, string | undefined>()
  /** Being looked at again soon. */
  readonly #again = new Map<string, NodeJS.Timeout>()
  readonly #closing = new AbortController()
  #isRunning = false

  constructor(reader: Reader, onChecked: (path: string, change: Change) => void) {
    this.#reader = reader
    this.#onChecked = onChecked
  }

  add(datasets: readonly (readonly [path: string, stamp: string | undefined])[]): void {
    for (const [path, stamp] of datasets) this.#waiting.set(path, stamp)
    if (!this.#isRunning) void this.#run()
  }

  close(): void {
    this.#closing.abort()
    this.#waiting.clear()
    for (const timer of this.#again.values()) clearTimeout(timer)
  }

  async #run(): Promise<void> {
    this.#isRunning = true
    for (const [path, stamp] of this.#waiting) {
      this.#waiting.delete(path)
      await this.#check(path, stamp)
    }
    this.#isRunning = false
  }

  async #check(path: string, stamp: string | undefined): Promise<void> {
    try {
      const answer = await this.#reader.request('health', { path, stamp }, { signal: this.#closing.signal })
      const { health, bytes } = answer
      if (health === undefined) return
      if (health.state !== 'good') this.#checkAgain(path, answer.stamp)
      this.#onChecked(path, ({ facts }) => ({
        health,
        stamp: answer.stamp,
        facts: facts && { ...facts, bytes },
      }))
    } catch (error) {
      if (error instanceof EngineError && error.code === 'CANCELLED') return
      // It is tried again the next time.
      this.#onChecked(path, () => ({ health: { state: 'unreadable', error: toAppError(error) } }))
    }
  }

  /** What is being copied looks damaged until its last file is there. */
  #checkAgain(path: string, stamp: string): void {
    clearTimeout(this.#again.get(path))
    const timer = setTimeout(() => {
      this.#again.delete(path)
      this.add([[path, stamp]])
    }, AGAIN_MS)
    timer.unref()
    this.#again.set(path, timer)
  }
}
