import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { reading } from '#engine/io/files.ts'
import { CacheFolder } from './cache-folder.ts'
import type { Ffmpeg } from './ffmpeg.ts'
import type { Places } from './places.ts'
import type { Reader } from './reader.ts'
import { SharedWork } from './shared-work.ts'

const WIDTH = 320
/** Some 10 kB each. */
const MAX_BYTES = 64 << 20
/** Each takes a processor for a moment. */
const CONCURRENT = 2

/** What thumbnails need. */
export interface ThumbnailsContext {
  readonly reader: Reader
  readonly places: Places
  readonly ffmpeg: Ffmpeg
  /** Where history, settings and caches live. */
  readonly home: string
  /** Bytes that all of them may take on disk. */
  readonly maxBytes?: number
}

/** Small pictures of episodes, made when they are asked for and kept in the cache folder. */
export class Thumbnails {
  readonly #context: ThumbnailsContext
  readonly #cache: CacheFolder
  readonly #making = new SharedWork<void>(CONCURRENT)

  constructor(context: ThumbnailsContext) {
    this.#context = context
    this.#cache = new CacheFolder({
      folder: join(context.home, 'cache', 'thumbnails'),
      extension: '.jpg',
      maxBytes: context.maxBytes ?? MAX_BYTES,
    })
  }

  /**
   * A JPEG of the episode's first picture from the first camera; `none` without cameras, `unmade` where it is not there
   * and not to be made. Given up when nobody waits for it. Throws what reading the dataset or ffmpeg throws, or
   * `FILE_MISSING`.
   */
  async get(
    dataset: string,
    episode: number,
    make: boolean,
    signal?: AbortSignal,
  ): Promise<{ readonly path: string } | 'none' | 'unmade'> {
    const { reader, places, ffmpeg } = this.#context
    const picture = await reader.request('picture', { path: dataset, episode }, { signal })
    if (picture === undefined) return 'none'
    const video = (await places.admit(join(dataset, picture.file))).path
    const found = await reading(video, stat(video))
    const { seconds } = picture
    const output = this.#cache.pathOf([video, found.size, found.mtimeMs, seconds, WIDTH])
    if (await this.#cache.has(output)) return { path: output }
    if (!make) return 'unmade'
    const begin = (signal: AbortSignal): Promise<void> =>
      this.#cache.make(output, (staged) =>
        ffmpeg.run({ video, seconds, options: jpeg, output: staged }, { signal }),
      )
    await this.#making.get(output, begin, signal)
    return { path: output }
  }

  /** Removes the pictures that were not looked at for the longest time, until the rest fits. */
  clean(): Promise<void> {
    return this.#cache.clean()
  }
}

/** One picture, as a file of its own. */
const jpeg: readonly string[] = [
  ...['-frames:v', '1', '-vf', `scale=${WIDTH}:-2`],
  ...['-c:v', 'mjpeg', '-q:v', '4', '-f', 'image2', '-update', '1'],
]
