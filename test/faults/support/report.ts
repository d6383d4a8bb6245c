/** One kind of fault: how often it was tried and what came of it. */
export class Tally {
  readonly fault: string
  readonly #outcomes = new Map<string, number>()
  readonly #wrong: string[] = []

  constructor(fault: string) {
    this.fault = fault
  }

  /** Tries it once. `attempt` says in a few words how it came out, and throws when that is not as it must be. */
  async try(what: string, attempt: () => Promise<string>): Promise<void> {
    try {
      const outcome = await attempt()
      this.#outcomes.set(outcome, (this.#outcomes.get(outcome) ?? 0) + 1)
    } catch (error) {
      this.#wrong.push(`${what}: ${textOf(error)}`)
    }
  }

  get tried(): number {
    return [...this.#outcomes.values()].reduce((sum, count) => sum + count, this.#wrong.length)
  }

  get isRight(): boolean {
    return this.#wrong.length === 0 && this.tried > 0
  }

  /** What came of it, the most frequent first. */
  get outcomes(): string {
    const sorted = [...this.#outcomes].sort(([, a], [, b]) => b - a)
    return sorted
      .map(([outcome, count]) => (sorted.length === 1 ? outcome : `${count} ${outcome}`))
      .join('; ')
  }

  /** In lines, for people. */
  get text(): string {
    const wrong = this.#wrong.slice(0, 8).map((line) => `       ${line}`)
    const more = this.#wrong.length > 8 ? [`       and ${this.#wrong.length - 8} more`] : []
    const head = `${this.isRight ? 'ok  ' : 'FAIL'} ${this.fault}, ${this.tried} times: ${this.outcomes}`
    return [
      head,
      ...(this.#wrong.length > 0 ? [`     wrong: ${this.#wrong.length}`] : []),
      ...wrong,
      ...more,
    ].join('\n')
  }
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause === undefined ? error.message : `${error.message} (${textOf(error.cause)})`
}

/** Calls `work` for each item, at most `width` at a time. */
export async function inParallel<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items[Symbol.iterator]()
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const item of queue) await work(item)
    }),
  )
}
