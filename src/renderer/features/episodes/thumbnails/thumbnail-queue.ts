import type { Api } from '#shared/contract.ts'
import type { PlaceId } from '#shared/model/place.ts'

/** Thumbnails that are asked for at once. Browsers open six connections to a server, and others need some of them. */
const MAX_REQUESTS = 2
/** Addresses that are remembered. */
const MAX_KEPT = 1000
/** Rows that are scrolled past are not asked for. */
const PATIENCE_MS = 120
/** What could not be had, or was no picture, is asked for again after this, when it comes into sight. */
const AGAIN_AFTER_MS = 30_000
/** Once held for so long, and by nobody else since, it is something that goes on and leaves room for small requests, like playing. */
const LONG_MS = 500

/** A thumbnail that is wanted. */
interface Wish {
  readonly place: PlaceId
  readonly episode: number
  readonly onKnown: (url: string) => void
}

/** Asks for thumbnails of the episodes that are seen, a few at a time; what came into sight last comes first. */
export class ThumbnailQueue {
  readonly #api: Pick<Api, 'call'>
  readonly #after: (ms: number, callback: () => void) => () => void
  /** In the order of use; undefined: there is none. */
  readonly #known = new Map<string, string | undefined>()
  /** The one that is asked for next is the last. */
  readonly #wishes: Wish[] = []
  readonly #asked = new Map<Wish, AbortController>()
  /** Those that would have to be made, which waits for the holders. */
  readonly #unmade: Wish[] = []
  readonly #listeners = new Set<() => void>()
  #generation = 0
  #holders = 0
  #isLong = false
  #cancelLong: () => void = () => undefined

  constructor(api: Pick<Api, 'call'>, after: (ms: number, callback: () => void) => () => void = later) {
    this.#api = api
    this.#after = after
  }

  /** The address that is known. */
  known(place: PlaceId, episode: number): string | undefined {
    return this.#known.get(keyOf(place, episode))
  }

  /** Counts up when pictures that were known are forgotten. */
  readonly generation = (): number => this.#generation

  /** Calls back when {@link generation} changes, until the function that is returned is called. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** A dataset was changed: its episodes may begin otherwise now. */
  forgetAll(place: PlaceId): void {
    for (const key of [...this.#known.keys()]) if (key.startsWith(`${place} `)) this.#known.delete(key)
    this.#generation++
    for (const listener of this.#listeners) listener()
  }

  /** It is no picture, or not any more. */
  forget(place: PlaceId, episode: number): void {
    this.#doWithout(keyOf(place, episode))
  }

  #doWithout(key: string): void {
    this.#known.set(key, undefined)
    this.#after(AGAIN_AFTER_MS, () => {
      if (this.#known.get(key) === undefined) this.#known.delete(key)
    })
  }

  /** Calls back with the address once it is known, and not at all without one. Ends with the function that is returned. */
  want(place: PlaceId, episode: number, onKnown: (url: string) => void): () => void {
    if (this.#known.has(keyOf(place, episode))) return () => undefined
    const wish: Wish = { place, episode, onKnown }
    const stop = this.#after(PATIENCE_MS, () => {
      this.#wishes.push(wish)
      this.#next()
    })
    return () => {
      stop()
      for (const wishes of [this.#wishes, this.#unmade]) {
        const at = wishes.indexOf(wish)
        if (at >= 0) wishes.splice(at, 1)
      }
      this.#giveUp(wish)
      this.#next()
    }
  }

  /**
   * Lets no picture be made until the function that is returned is called, because something else is waited for: making
   * one takes a processor. What is being made is given up, and asked for again then. Those that are there already are
   * asked for after a while.
   */
  hold(): () => void {
    this.#holders++
    // Who leafs through episodes begins one hold after another: none of them is long.
    this.#cancelLong()
    this.#isLong = false
    this.#cancelLong = this.#after(LONG_MS, () => {
      this.#isLong = true
      this.#askAll()
    })
    for (const wish of [...this.#asked.keys()]) {
      this.#giveUp(wish)
      this.#wishes.push(wish)
    }
    return () => {
      if (--this.#holders > 0) return
      this.#cancelLong()
      this.#wishes.push(...this.#unmade.splice(0).reverse())
      // Not at once: who leafs through episodes holds for the next one in the same go.
      this.#after(0, () => {
        this.#askAll()
      })
    }
  }

  #askAll(): void {
    while (this.#next());
  }

  async #ask(wish: Wish): Promise<void> {
    const { place, episode, onKnown } = wish
    const controller = new AbortController()
    this.#asked.set(wish, controller)
    const { signal } = controller
    const make = this.#holders === 0
    const answer = await this.#api.call('media.thumbnail', { place, episode, make }, { signal })
    if (signal.aborted) return
    this.#asked.delete(wish)
    const isUnmade = answer.ok && answer.value === 'unmade'
    if (isUnmade) (this.#holders > 0 ? this.#unmade : this.#wishes).push(wish)
    this.#next()
    if (isUnmade) return
    if (!answer.ok) {
      this.#doWithout(keyOf(place, episode))
      return
    }
    const url = typeof answer.value === 'object' ? answer.value.url : undefined
    this.#known.set(keyOf(place, episode), url)
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= MAX_KEPT) break
      this.#known.delete(oldest)
    }
    if (url !== undefined) onKnown(url)
  }

  #giveUp(wish: Wish): void {
    this.#asked.get(wish)?.abort()
    this.#asked.delete(wish)
  }

  /** Whether one more was begun. */
  #next(): boolean {
    if ((this.#holders > 0 && !this.#isLong) || this.#asked.size >= MAX_REQUESTS) return false
    const wish = this.#wishes.pop()
    if (wish === undefined) return false
    void this.#ask(wish)
    return true
  }
}

function keyOf(place: PlaceId, episode: number): string {
  return `${place} ${episode}`
}

function later(ms: number, callback: () => void): () => void {
  const id = setTimeout(callback, ms)
  return () => {
    clearTimeout(id)
  }
}
