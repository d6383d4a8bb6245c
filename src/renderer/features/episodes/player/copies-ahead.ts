import type { EpisodeDetails } from '#shared/model/episode.ts'
import type { ProxyRequest } from '#shared/model/media.ts'
import { api } from '#renderer/api/api.ts'
import { copyRequest } from './copy-request.ts'

/** Asks for a copy; done when it is there or cannot be had. */
type AskForCopy = (request: ProxyRequest, options: { readonly signal: AbortSignal }) => Promise<unknown>

/** Copies of one episode at a time that are made before it is opened, one after the other. */
export class CopiesAhead {
  readonly #ask: AskForCopy
  /** What they are of, and the end of it. */
  #made: { readonly of: string; readonly controller: AbortController } | undefined

  constructor(ask: AskForCopy) {
    this.#ask = ask
  }

  /** Has copies of these cameras made, by name; those of another episode are given up. That one fails shows when it is wanted. */
  make(episode: EpisodeDetails, cameras: ReadonlySet<string>): void {
    this.keepFor(episode)
    const requests = episode.cameras
      .filter(({ name, kind }) => kind === 'video' && cameras.has(name))
      .map((camera) => copyRequest(camera, episode.fps))
    if (this.#made === undefined && requests.length > 0) void this.#makeAll(windowsOf(episode), requests)
  }

  /** An episode is opened: what is made of it goes on, so that whoever waits for it finds it begun. Anything else is given up. */
  keepFor(episode: EpisodeDetails): void {
    if (this.#made?.of !== windowsOf(episode)) this.giveUp()
  }

  giveUp(): void {
    this.#made?.controller.abort()
    this.#made = undefined
  }

  async #makeAll(of: string, requests: readonly ProxyRequest[]): Promise<void> {
    const controller = new AbortController()
    const { signal } = controller
    const made = { of, controller }
    this.#made = made
    for (const request of requests) if (!signal.aborted) await this.#ask(request, { signal })
    if (this.#made === made) this.#made = undefined
  }
}

/** Tells episodes apart. */
function windowsOf({ cameras }: EpisodeDetails): string {
  return JSON.stringify(cameras.map(({ url, frames }) => [url, frames.start]))
}

/** Those of this window. */
export const copiesAhead = new CopiesAhead((request, options) => api.call('media.proxy', request, options))
