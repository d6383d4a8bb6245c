import { fetchMedia } from './fetch-media.ts'

/** Files that wait to be wanted: the first ones of some cameras of two episodes. */
const MAX_AHEAD = 16

interface Ahead {
  /** Undefined where it could not be fetched. */
  readonly file: Promise<Blob | undefined>
  readonly controller: AbortController
}

/** Files of single pictures, some of them fetched before they are wanted. */
export class ImageFiles {
  /** By address, in the order they were asked for. */
  readonly #ahead = new Map<string, Ahead>()

  /** Fetches what will be wanted soon. That it cannot be had shows when it is wanted. */
  fetchAhead(url: string): void {
    if (this.#ahead.has(url)) return
    const controller = new AbortController()
    const file = fetchFile(url, controller.signal).catch(() => undefined)
    this.#ahead.set(url, { file, controller })
    for (const oldest of this.#ahead.keys()) {
      if (this.#ahead.size <= MAX_AHEAD) break
      this.#giveUp(oldest)
    }
  }

  /** One that was fetched ahead is given out once: the next time it may be another. Throws as {@link fetchMedia}. */
  async fetch(url: string, signal: AbortSignal): Promise<Blob> {
    const ahead = this.#ahead.get(url)
    this.#ahead.delete(url)
    const file = await ahead?.file
    signal.throwIfAborted()
    return file ?? fetchFile(url, signal)
  }

  /** Gives up what nobody wanted. */
  close(): void {
    for (const url of this.#ahead.keys()) this.#giveUp(url)
  }

  #giveUp(url: string): void {
    this.#ahead.get(url)?.controller.abort()
    this.#ahead.delete(url)
  }
}

async function fetchFile(url: string, signal: AbortSignal): Promise<Blob> {
  const response = await fetchMedia(url, { signal })
  return response.blob()
}

/** The pictures of this window: of the player, of what it reads ahead, and of whoever points at the timeline. */
export const imageFiles = new ImageFiles()
