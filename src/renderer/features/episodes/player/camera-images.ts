import { depthPicture } from '../depth/depth-picture.ts'
import type { CameraPictures, Wanted } from './camera-pictures.ts'
import type { CameraSource } from './episode-source.ts'
import type { CameraFrames, FrameCache } from './frame-cache.ts'
import { imageFiles } from './image-files.ts'

/** Pictures that are on their way at once. */
const MAX_REQUESTS = 3

/** A camera whose pictures are files of their own. */
export class CameraImages implements CameraPictures<ImageBitmap> {
  readonly #source: CameraSource
  readonly #cache: FrameCache
  readonly #frames: CameraFrames<ImageBitmap>
  readonly #onChange: () => void
  readonly #abort = new AbortController()
  readonly #coming = new Set<number>()
  #wanted: Wanted | undefined
  #frameBytes = 1
  #error: unknown

  constructor(source: CameraSource, cache: FrameCache, onChange: () => void) {
    this.#source = source
    this.#cache = cache
    this.#frames = cache.add()
    this.#onChange = onChange
  }

  get error(): unknown {
    return this.#error
  }

  picture(frame: number): ImageBitmap | undefined {
    return this.#frames.frames.get(frame)?.picture
  }

  want(wanted: Wanted): void {
    this.#wanted = wanted
    this.#frames.focus = wanted.frame
    this.#fetchMore()
  }

  close(): void {
    this.#abort.abort()
    this.#cache.remove(this.#frames)
  }

  #fetchMore(): void {
    if (this.#wanted === undefined || this.#abort.signal.aborted) return
    const { frame, direction, ahead } = this.#wanted
    const { start, end } = this.#source.frames
    const count = Math.min(ahead, this.#cache.reach(this.#frameBytes))
    for (let i = 0; i <= count && this.#coming.size < MAX_REQUESTS; i++) {
      const each = frame + i * direction
      if (each < start || each >= end) return
      if (!this.#frames.frames.has(each) && !this.#coming.has(each)) void this.#fetch(each)
    }
  }

  async #fetch(frame: number): Promise<void> {
    const { signal } = this.#abort
    this.#coming.add(frame)
    try {
      const file = await imageFiles.fetch(`${this.#source.url}/${frame}`, signal)
      const { depth } = this.#source
      const picture = await (depth === undefined ? createImageBitmap(file) : depthPicture(file, depth.shown))
      if (signal.aborted) {
        picture.close()
        return
      }
      this.#frameBytes = picture.width * picture.height * 4
      this.#cache.put(this.#frames, frame, picture, this.#frameBytes)
    } catch (error) {
      if (signal.aborted) return
      this.#error = error
      this.close()
    } finally {
      this.#coming.delete(frame)
    }
    this.#onChange()
    this.#fetchMore()
  }
}
