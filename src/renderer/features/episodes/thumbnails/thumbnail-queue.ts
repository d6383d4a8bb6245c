import type { Api } from '#shared/contract.ts'
import type { PlaceId } from '#shared/model/place.ts'

/** Thumbnails that are asked for at once. Browsers open six connections to a server, and others need some of them. */
const MAX_REQUESTS = 2
/** Addresses that are remembered. */
const MAX_KEPT = 1000
/** Rows that are scrolled past are not asked for. */
const PATIENCE_MS = 120

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
  #holders = 0

  constructor(api: Pick<Api, 'call'>, after: (ms: number, callback: () => void) => () => void = later) {
    this.#api = api
    this.#after = after
  }

  /** The address that is known. */
  known(place: PlaceId, episode: number): string | undefined {
    return this.#known.get(keyOf(place, episode))
  }

  /** It is no picture, or not any more. */
  forget(place: PlaceId, episode: number): void {
    this.#known.set(keyOf(place, episode), undefined)
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
      const at = this.#wishes.indexOf(wish)
      if (at >= 0) this.#wishes.splice(at, 1)
      this.#giveUp(wish)
      this.#next()
    }
  }

  /**
   * Asks for nothing until the function that is returned is called, because something else is waited for. What is being
   * made is given up, and asked for again then: making a picture takes a processor.
   */
  hold(): () => void {
    this.#holders++
    for (const wish of [...this.#asked.keys()]) {
      this.#giveUp(wish)
      this.#wishes.push(wish)
    }
    return () => {
      this.#holders--
      while (this.#next());
    }
  }

  async #ask(wish: Wish): Promise<void> {
    const { place, episode, onKnown } = wish
    const controller = new AbortController()
    this.#asked.set(wish, controller)
    const { signal } = controller
    const answer = await this.#api.call('media.thumbnail', { place, episode }, { signal })
    if (signal.aborted) return
    this.#asked.delete(wish)
    this.#next()
    // What failed is not asked for again and again.
    const url = answer.ok ? answer.value?.url : undefined
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
    if (this.#holders > 0 || this.#asked.size >= MAX_REQUESTS) return false
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
