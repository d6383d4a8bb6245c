import { EngineError } from '#shared/errors.ts'

interface Work<T> {
  readonly done: Promise<T>
  readonly controller: AbortController
  waiting: number
}

/** Work that several may wait for, done once at a time for each key and at most so many at once. */
export class SharedWork<T> {
  readonly #width: number
  readonly #works = new Map<string, Work<T>>()
  readonly #queue: (() => void)[] = []
  #running = 0

  /** `width`: how many are done at once; others wait, in order. */
  constructor(width: number) {
    this.#width = width
  }

  /**
   * What the work under `key` comes to, begun with `start` where nobody waits for it yet. It is given up when nobody
   * waits any more. Throws what it throws, or `CANCELLED` as soon as the own signal is aborted.
   */
  async get(key: string, start: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const known = this.#works.get(key)
    const work = known ?? this.#begin(key, start)
    work.waiting++
    const given = Promise.withResolvers<never>()
    const giveUp = (): void => {
      given.reject(new EngineError('CANCELLED', 'nobody waits for it any more'))
    }
    if (signal?.aborted === true) giveUp()
    signal?.addEventListener('abort', giveUp, { once: true })
    try {
      return await Promise.race([work.done, given.promise])
    } finally {
      signal?.removeEventListener('abort', giveUp)
      if (--work.waiting === 0) {
        work.controller.abort()
        if (this.#works.get(key) === work) this.#works.delete(key)
      }
    }
  }

  #begin(key: string, start: (signal: AbortSignal) => Promise<T>): Work<T> {
    const controller = new AbortController()
    const work = { done: this.#inTurn(start, controller.signal), controller, waiting: 0 }
    this.#works.set(key, work)
    return work
  }

  async #inTurn(start: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    if (this.#running >= this.#width) await this.#turn(signal)
    else this.#running++
    try {
      return await start(signal)
    } finally {
      const next = this.#queue.shift()
      if (next === undefined) this.#running--
      else next()
    }
  }

  /** Resolves with the place of one that has ended. */
  async #turn(signal: AbortSignal): Promise<void> {
    const turn = Promise.withResolvers<undefined>()
    const enter = (): void => {
      turn.resolve(undefined)
    }
    this.#queue.push(enter)
    const leave = (): void => {
      const at = this.#queue.indexOf(enter)
      if (at < 0) return
      this.#queue.splice(at, 1)
      turn.reject(new EngineError('CANCELLED', 'nobody waits for it any more'))
    }
    signal.addEventListener('abort', leave, { once: true })
    await turn.promise.finally(() => {
      signal.removeEventListener('abort', leave)
    })
  }
}
