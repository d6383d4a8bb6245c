import type { CameraPictures, Wanted } from './camera-pictures.ts'
import type { PixelMemory } from './pixel-memory.ts'

/** Bytes of pixels that a camera has at most, unless its pictures are so large that {@link MIN_SLOTS} take more. */
const MAX_BYTES = 24 << 20
/** The frame that is shown next, the one behind it, and the one that is asked for meanwhile. */
const MIN_SLOTS = 3
/** More than playing at any speed goes on by from one picture of the display to the next. */
const MAX_SLOTS = 12

/** Pixels of one picture, in memory that is used again for another one. */
interface Slot {
  frame: number
  readonly image: ImageData
  isReady: boolean
  isBusy: boolean
}

/**
 * Decoded pictures of a camera with the pixels of the next few made beforehand. Putting pixels that are there on a
 * canvas takes a thirtieth of drawing a picture: drawing takes new memory every time, and what is new has to be mapped
 * page by page. Pictures whose pixels cannot be had are given as they are.
 */
export class CameraPixels implements CameraPictures<ImageData | VideoFrame> {
  readonly #pictures: CameraPictures<VideoFrame>
  readonly #memory: PixelMemory
  readonly #onChange: () => void
  #slots: Slot[] = []
  #wanted: Wanted | undefined
  #isDrawn = false
  #isClosed = false

  constructor(
    open: (onChange: () => void) => CameraPictures<VideoFrame>,
    memory: PixelMemory,
    onChange: () => void,
  ) {
    this.#memory = memory
    this.#onChange = onChange
    this.#pictures = open(() => {
      this.#fill()
      onChange()
    })
  }

  get error(): unknown {
    return this.#pictures.error
  }

  picture(frame: number): ImageData | VideoFrame | undefined {
    if (this.#isDrawn) return this.#pictures.picture(frame)
    return this.#slots.find((slot) => slot.frame === frame && slot.isReady)?.image
  }

  want(wanted: Wanted): void {
    this.#wanted = wanted
    this.#pictures.want(wanted)
    this.#fill()
  }

  close(): void {
    this.#isClosed = true
    this.#giveBack()
    this.#pictures.close()
  }

  /** What is still written to stays until it is not. */
  #giveBack(): void {
    this.#memory.give(this.#slots.filter(({ isBusy }) => !isBusy).map(({ image }) => image))
    this.#slots = this.#slots.filter(({ isBusy }) => isBusy)
  }

  /** Begins with the pixels of all wanted pictures that are there and have room. */
  #fill(): void {
    if (this.#wanted === undefined || this.#isDrawn || this.#isClosed) return
    const { frame, direction, ahead } = this.#wanted
    for (let i = 0; i <= Math.min(ahead, MAX_SLOTS - 1); i++) {
      const each = frame + i * direction
      if (this.#slots.some((slot) => slot.frame === each)) continue
      const picture = this.#pictures.picture(each)
      if (picture === undefined) continue
      const slot = this.#slotFor(picture, Math.abs(each - frame))
      if (slot === undefined) return
      void this.#convert(picture, each, slot)
    }
  }

  /** A slot for a picture that is so far from the wanted one: a new one, or that of a picture farther away. */
  #slotFor({ displayWidth, displayHeight }: VideoFrame, distance: number): Slot | undefined {
    const most = Math.floor(MAX_BYTES / (displayWidth * displayHeight * 4))
    if (this.#slots.length < Math.min(MAX_SLOTS, Math.max(MIN_SLOTS, most))) {
      const image = this.#memory.take(displayWidth, displayHeight)
      const slot = { frame: NaN, image, isReady: false, isBusy: false }
      this.#slots.push(slot)
      return slot
    }
    const away = ({ frame }: Slot): number => Math.abs(frame - this.#wanted!.frame)
    const [farthest] = this.#slots.filter(({ isBusy }) => !isBusy).toSorted((a, b) => away(b) - away(a))
    return farthest !== undefined && away(farthest) > distance ? farthest : undefined
  }

  async #convert(picture: VideoFrame, frame: number, slot: Slot): Promise<void> {
    Object.assign(slot, { frame, isReady: false, isBusy: true })
    slot.isReady = isShownAsIs(picture, slot.image) && (await hasCopied(picture, slot.image))
    if (!slot.isReady) this.#isDrawn = true
    slot.isBusy = false
    if (this.#isClosed || this.#isDrawn) this.#giveBack()
    if (this.#isClosed) return
    this.#fill()
    this.#onChange()
  }
}

/** Pixels that are not square have to be drawn; so do pictures of another size than the first. */
function isShownAsIs({ displayWidth, displayHeight, visibleRect }: VideoFrame, image: ImageData): boolean {
  return [visibleRect, image].every((own) => own?.width === displayWidth && own.height === displayHeight)
}

/** Whether the pixels could be had: not every format can be converted everywhere. */
function hasCopied(picture: VideoFrame, { data }: ImageData): Promise<boolean> {
  return picture.copyTo(data, { format: 'RGBA' }).then(
    () => true,
    () => false,
  )
}
