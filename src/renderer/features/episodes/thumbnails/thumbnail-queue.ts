import type { Api } from '#shared/contract.ts'
import type { PlaceId } from '#shared/model/place.ts'

/** Thumbnails that are asked for at once. Browsers open six connections to a server, and others need some of them. */
const MAX_REQUESTS = 2
/** Addresses that are remembered. */
const MAX_KEPT = 1000
/** Rows that are scrolled past are not asked for. */
const PATIENCE_MS = 120

/** Asks for thumbnails of the episodes that are seen, a few at a time; what came into sight last comes first. */
export class ThumbnailQueue {
  readonly #api: Pick<Api, 'call'>
  readonly #after: (ms: number, callback: () => void) => () => void
  /** In the order of use; undefined: there is none. */
  readonly #known = new Map<string, string | undefined>()
  readonly #wishes: (() => void)[] = []
  #running = 0
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
    const controller = new AbortController()
    const wish = (): void => {
      void this.#ask(place, episode, controller.signal, onKnown)
    }
    const stop = this.#after(PATIENCE_MS, () => {
      this.#wishes.push(wish)
      this.#next()
    })
    return () => {
      stop()
      const at = this.#wishes.indexOf(wish)
      if (at >= 0) this.#wishes.splice(at, 1)
      controller.abort()
    }
  }

  /** Asks for nothing more until the function that is returned is called: something else is waited for. */
  hold(): () => void {
    this.#holders++
    return () => {
      this.#holders--
      while (this.#next());
    }
  }

  async #ask(
    place: PlaceId,
    episode: number,
    signal: AbortSignal,
    onKnown: (url: string) => void,
  ): Promise<void> {
    this.#running++
    const answer = await this.#api.call('media.thumbnail', { place, episode }, { signal })
    this.#running--
    this.#next()
    if (signal.aborted) return
    // What failed is not asked for again and again.
    const url = answer.ok ? answer.value?.url : undefined
    this.#known.set(keyOf(place, episode), url)
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= MAX_KEPT) break
      this.#known.delete(oldest)
    }
    if (url !== undefined) onKnown(url)
  }

  /** Whether one more was begun. */
  #next(): boolean {
    if (this.#holders > 0 || this.#running >= MAX_REQUESTS) return false
    const wish = this.#wishes.pop()
    wish?.()
    return wish !== undefined
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
