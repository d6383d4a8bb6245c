import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { fileError } from '#engine/io/files.ts'
import type { Ffmpeg } from './ffmpeg.ts'
import type { Places } from './places.ts'
import type { Reader } from './reader.ts'

const WIDTH = 320
/** Some 10 kB each. */
const MAX_BYTES = 64 << 20
/** Each takes a processor for a moment. */
const CONCURRENT = 2
/** How many new ones until the folder is looked through. */
const CLEAN_EVERY = 64

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
  readonly #folder: string
  readonly #making = new Map<string, Promise<void>>()
  #running = 0
  readonly #queue: (() => void)[] = []
  #made = 0

  constructor(context: ThumbnailsContext) {
    this.#context = context
    this.#folder = join(context.home, 'cache', 'thumbnails')
  }

  /**
   * The path of a JPEG of the episode's first picture from the first camera; undefined without cameras. Throws what
   * reading the dataset or ffmpeg throws, or `FILE_MISSING`.
   */
  async get(dataset: string, episode: number, signal?: AbortSignal): Promise<string | undefined> {
    const { reader, places } = this.#context
    const picture = await reader.request('picture', { path: dataset, episode }, { signal })
    if (picture === undefined) return undefined
    const video = (await places.admit(join(dataset, picture.file))).path
    const found = await stat(video).catch((cause: unknown) => {
      throw fileError(video, cause)
    })
    const key = JSON.stringify([video, found.size, found.mtimeMs, picture.seconds, WIDTH])
    const output = join(this.#folder, `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.jpg`)
    if (await isThere(output)) return output
    const making = this.#making.get(output) ?? this.#make(video, picture.seconds, output)
    this.#making.set(output, making)
    await making.finally(() => this.#making.delete(output))
    return output
  }

  async #make(video: string, seconds: number, output: string): Promise<void> {
    await this.#turn()
    const staged = join(this.#folder, `${randomUUID()}.tmp`)
    try {
      await mkdir(this.#folder, { recursive: true })
      await this.#context.ffmpeg.picture({ video, seconds, width: WIDTH, output: staged })
      await rename(staged, output)
      if (this.#made++ % CLEAN_EVERY === 0) await this.clean()
    } finally {
      await rm(staged, { force: true })
      this.#running--
      this.#queue.shift()?.()
    }
  }

  /** Removes the pictures that were not looked at for the longest time, until the rest fits. */
  async clean(): Promise<void> {
    const names = await readdir(this.#folder).catch(() => [])
    const files = await Promise.all(
      names.map(async (name) => {
        const path = join(this.#folder, name)
        const found = await stat(path).catch(() => undefined)
        return { path, bytes: found?.size ?? 0, usedMs: found?.mtimeMs ?? 0 }
      }),
    )
    let bytes = files.reduce((sum, file) => sum + file.bytes, 0)
    for (const file of files.sort((a, b) => a.usedMs - b.usedMs)) {
      if (bytes <= (this.#context.maxBytes ?? MAX_BYTES)) return
      await rm(file.path, { force: true })
      bytes -= file.bytes
    }
  }

  async #turn(): Promise<void> {
    if (this.#running >= CONCURRENT) await new Promise<void>((resolve) => this.#queue.push(resolve))
    this.#running++
  }
}

/** Notes the use, too. */
async function isThere(path: string): Promise<boolean> {
  const now = new Date()
  return utimes(path, now, now).then(
    () => true,
    () => false,
  )
}
