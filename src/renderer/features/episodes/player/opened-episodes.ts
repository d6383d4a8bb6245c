import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Result } from '#shared/contract.ts'
import type { AppError } from '#shared/errors.ts'

/** Asks for one episode. */
export type OpenEpisode<T> = (
  episode: number,
  options: { readonly signal: AbortSignal },
) => Promise<Result<T>>

/** What is said of the episodes behind and before one in a list, as far as there are such. */
export interface Neighbours<T> {
  readonly next: T | undefined
  readonly previous: T | undefined
}

interface Opened<T> {
  readonly episodes: ReadonlyMap<number, T>
  /** Why the episode that is looked at cannot be opened. */
  readonly failure: { readonly episode: number; readonly error: AppError } | undefined
}

interface OnItsWay<T> {
  /** Undefined once it is given up. */
  readonly answer: Promise<Result<T> | undefined>
  readonly giveUp: () => void
}

/**
 * The episode that is looked at and those opened ahead, by number. Each is asked for once, also when it is wanted while it
 * is on its way as one of those ahead.
 */
export class OpenedEpisodes<T> {
  readonly store: StoreApi<Opened<T>> = createStore<Opened<T>>(() => ({
    episodes: new Map(),
    failure: undefined,
  }))
  readonly #open: OpenEpisode<T>
  readonly #onTheirWay = new Map<number, OnItsWay<T>>()
  #lookedAt: number | undefined
  /** What was known until {@link renew}. */
  #before: ReadonlyMap<number, T> = new Map()

  constructor(open: OpenEpisode<T>) {
    this.#open = open
  }

  /** Opens the episode to look at. Where it has to be asked for, it waits for no others. */
  async look(episode: number): Promise<void> {
    this.#lookedAt = episode
    this.store.setState({ failure: undefined })
    if (this.store.getState().episodes.has(episode)) return
    this.#giveUpAllBut([episode])
    const result = await this.#ask(episode)
    if (result?.ok === false && this.#lookedAt === episode)
      this.store.setState({ failure: { episode, error: result.error } })
  }

  /** Opens those beside it, and forgets all but these and the one that is looked at. What cannot be opened is left out. */
  async openAhead({ next, previous }: Neighbours<number>): Promise<Neighbours<T>> {
    const kept = [next, previous, this.#lookedAt].filter((one) => one !== undefined)
    this.#giveUpAllBut(kept)
    const { episodes } = this.store.getState()
    this.store.setState({ episodes: new Map([...episodes].filter(([one]) => kept.includes(one))) })
    const open = async (one: number | undefined): Promise<T | undefined> => {
      const result = one === undefined ? undefined : await this.#ask(one)
      return result?.ok === true ? result.value : undefined
    }
    const [behind, before] = await Promise.all([open(next), open(previous)])
    return { next: behind, previous: before }
  }

  /**
   * Forgets everything, and opens the one that is looked at anew: what it was may have changed. Where it is as it was, it stays
   * the same object, unless `isAnother`.
   */
  renew({ isAnother }: { readonly isAnother: boolean }): void {
    this.#giveUpAllBut([])
    this.#before = isAnother ? new Map() : this.store.getState().episodes
    this.store.setState({ episodes: new Map() })
    if (this.#lookedAt !== undefined) void this.look(this.#lookedAt)
  }

  /** Gives up what is on its way. */
  close(): void {
    this.#lookedAt = undefined
    this.#giveUpAllBut([])
  }

  async #ask(episode: number): Promise<Result<T> | undefined> {
    const opened = this.store.getState().episodes.get(episode)
    if (opened !== undefined) return { ok: true, value: opened }
    const asked = this.#onTheirWay.get(episode)
    if (asked !== undefined) return asked.answer
    const controller = new AbortController()
    const { signal } = controller
    const answer = this.#open(episode, { signal }).then((result): Result<T> | undefined => {
      if (signal.aborted) return undefined
      this.#onTheirWay.delete(episode)
      if (!result.ok) return result
      const before = this.#before.get(episode)
      const value =
        before !== undefined && JSON.stringify(before) === JSON.stringify(result.value)
          ? before
          : result.value
      this.store.setState(({ episodes }) => ({ episodes: new Map(episodes).set(episode, value) }))
      return { ok: true, value }
    })
    this.#onTheirWay.set(episode, {
      answer,
      giveUp: () => {
        controller.abort()
      },
    })
    return answer
  }

  #giveUpAllBut(kept: readonly number[]): void {
    for (const [episode, { giveUp }] of this.#onTheirWay) {
      if (kept.includes(episode)) continue
      giveUp()
      this.#onTheirWay.delete(episode)
    }
  }
}
