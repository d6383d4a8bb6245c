import { CameraDecoder } from './camera-decoder.ts'
import { CameraImages } from './camera-images.ts'
import type { CameraPictures } from './camera-pictures.ts'
import type { CameraSource } from './episode-source.ts'
import { FrameCache } from './frame-cache.ts'
import { videoFiles } from './video-files.ts'

/** Bytes of decoded pictures: some around where the pointer is. */
const MAX_BYTES = 8 << 20

/** Pictures of one camera of an episode, one at a time, for whoever points somewhere. The latest wish wins. */
export class HoverPictures {
  readonly #source: CameraSource
  readonly #pictures: CameraPictures<CanvasImageSource>
  readonly #onPicture: (picture: CanvasImageSource) => void
  #wanted: number | undefined

  constructor(source: CameraSource, fps: number, onPicture: (picture: CanvasImageSource) => void) {
    this.#source = source
    this.#onPicture = onPicture
    const cache = new FrameCache(MAX_BYTES)
    const onChange = (): void => {
      this.#give()
    }
    this.#pictures =
      source.kind === 'image'
        ? new CameraImages(source, cache, onChange)
        : new CameraDecoder(videoFiles.use(source.url, fps, source.shift), source.frames, cache, onChange)
  }

  /** Gives the picture of a frame of the episode once it is there, and only if no other is wanted by then. */
  want(frame: number): void {
    this.#wanted = this.#source.frames.start + frame
    this.#pictures.want({ frame: this.#wanted, direction: 1, ahead: 0 })
    this.#give()
  }

  close(): void {
    this.#wanted = undefined
    this.#pictures.close()
  }

  #give(): void {
    const picture = this.#wanted === undefined ? undefined : this.#pictures.picture(this.#wanted)
    if (picture === undefined) return
    this.#wanted = undefined
    this.#onPicture(picture)
  }
}
