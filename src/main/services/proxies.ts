import { join } from 'node:path'
import { EngineError } from '#shared/errors.ts'
import type { ProxyRequest } from '#shared/model/media.ts'
import type { Events } from './events.ts'
import { CacheFolder } from './cache-folder.ts'
import type { Ffmpeg } from './ffmpeg.ts'
import type { Reader } from './reader.ts'
import { proxyOptions } from './proxies/proxy-options.ts'
import { SharedWork } from './shared-work.ts'

/** Some 10 MB a minute of one camera. */
const MAX_BYTES = 2 * 1024 ** 3
/** ffmpeg takes all processors for one. */
const CONCURRENT = 1
/** How often it is told how far one is. */
const TELL_MS = 200
/** Counts up when the same request gives another file. */
const VERSION = 1

/** What proxies need. */
export interface ProxiesContext {
  /** A reader that nobody waits for with a hand on the mouse. */
  readonly reader: Reader
  readonly ffmpeg: Ffmpeg
  readonly events: Events
  /** Where history, settings and caches live. */
  readonly home: string
  /** Bytes that all of them may take on disk. */
  readonly maxBytes?: number
}

/**
 * H.264 copies of stretches of videos that a page cannot decode, kept in the cache folder by what the stretch contains:
 * a copy of a dataset, and a merge that took the episode over, find the same one.
 */
export class Proxies {
  readonly #context: ProxiesContext
  readonly #cache: CacheFolder
  readonly #making = new SharedWork<void>(CONCURRENT)

  constructor(context: ProxiesContext) {
    this.#context = context
    this.#cache = new CacheFolder({
      folder: join(context.home, 'cache', 'proxies'),
      extension: '.mp4',
      maxBytes: context.maxBytes ?? MAX_BYTES,
      cleanEvery: 1,
    })
  }

  /**
   * The path of an MP4 whose frame k is frame `frames.start + k` of the video, with as many frames as the window. Tells
   * how far it is as `media.proxyProgress`, and is given up when nobody waits for it. Throws what reading the video
   * gives, `FFMPEG_MISSING`, `FFMPEG_FAILED` or `CANCELLED`.
   */
  async get(video: string, request: ProxyRequest, signal?: AbortSignal): Promise<string> {
    const { reader, ffmpeg } = this.#context
    const { frames, fps, levels } = request
    const stretch = await reader.request('stretch', { path: video, ...frames }, { signal })
    const output = this.#cache.pathOf([VERSION, stretch.digest, fps, levels ?? null])
    if (await this.#cache.has(output)) return output
    const tell = this.#teller(request)
    const count = frames.end - frames.start
    const make = async (signal: AbortSignal): Promise<void> => {
      tell(0)
      await this.#cache.make(output, async (staged) => {
        const options = proxyOptions({ count, fps, levels })
        const task = { video, seconds: stretch.seconds, isFileTime: true, options, output: staged }
        await ffmpeg.run(task, { signal, onFrames: tell })
        const made = await reader.request('frameCount', { path: staged }, { signal })
        if (made !== count) throw incomplete(video, made, count)
      })
      tell(count)
    }
    await this.#making.get(output, make, signal)
    return output
  }

  #teller({ url, frames }: ProxyRequest): (done: number) => void {
    const total = frames.end - frames.start
    let toldMs = -Infinity
    return (done) => {
      const now = Date.now()
      if (done > 0 && done < total && now - toldMs < TELL_MS) return
      toldMs = now
      this.#context.events.publish('media.proxyProgress', { url, frames, done: Math.min(done, total) })
    }
  }
}

function incomplete(video: string, made: number, count: number): EngineError {
  return new EngineError('FFMPEG_FAILED', `ffmpeg gave ${made} of ${count} frames of ${video}`, {
    hint: 'The video may be damaged, or a frame of the episode is missing in it.',
  })
}
