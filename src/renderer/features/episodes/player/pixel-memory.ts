/** Pixels that are kept for cameras to come, at most. */
const MAX_IDLE_BYTES = 48 << 20

/** Memory for pixels, lent to one camera after another: what is new has to be mapped page by page. */
export class PixelMemory {
  #idle: ImageData[] = []

  take(width: number, height: number): ImageData {
    const at = this.#idle.findIndex((image) => image.width === width && image.height === height)
    return at < 0 ? new ImageData(width, height) : this.#idle.splice(at, 1)[0]!
  }

  /** Takes back what nobody reads or writes any more. */
  give(images: readonly ImageData[]): void {
    this.#idle.unshift(...images)
    let bytes = 0
    this.#idle = this.#idle.filter(({ width, height }) => (bytes += width * height * 4) <= MAX_IDLE_BYTES)
  }
}
