/** A decoded picture, or what stands for it. */
export interface Picture {
  close(): void
}

interface Kept<P> {
  readonly picture: P
  readonly bytes: number
}

/** Decoded pictures of one camera, by frame. */
export class CameraFrames<P extends Picture> {
  readonly frames = new Map<number, Kept<P>>()
  /** The frame that is worked towards; the nearest to it stay. */
  focus = 0
}

/**
 * Decoded pictures of all cameras within one number of bytes. What is farthest from its camera's focus goes first; the
 * focus and its neighbours always stay, so that pictures larger than the whole room can be shown at all.
 */
export class FrameCache {
  readonly #maxBytes: number
  readonly #cameras = new Set<CameraFrames<Picture>>()
  #bytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Room for a camera. */
  add<P extends Picture>(): CameraFrames<P> {
    const camera = new CameraFrames<P>()
    this.#cameras.add(camera)
    return camera
  }

  /** Frames of this size that each camera can have before and behind its focus. At least one. */
  reach(bytes: number): number {
    return Math.max(1, Math.floor(this.#maxBytes / Math.max(1, this.#cameras.size) / bytes / 2) - 1)
  }

  /** Takes over a picture. One of the same frame is closed. */
  put<P extends Picture>(camera: CameraFrames<P>, frame: number, picture: P, bytes: number): void {
    this.#drop(camera, frame)
    camera.frames.set(frame, { picture, bytes })
    this.#bytes += bytes
    while (this.#bytes > this.#maxBytes && this.#dropFarthest());
  }

  /** Closes all pictures of a camera and forgets it. */
  remove(camera: CameraFrames<Picture>): void {
    for (const frame of [...camera.frames.keys()]) this.#drop(camera, frame)
    this.#cameras.delete(camera)
  }

  #dropFarthest(): boolean {
    let farthest: { readonly camera: CameraFrames<Picture>; readonly frame: number } | undefined
    let most = 1
    for (const camera of this.#cameras)
      for (const frame of camera.frames.keys()) {
        const distance = Math.abs(frame - camera.focus)
        if (distance <= most) continue
        most = distance
        farthest = { camera, frame }
      }
    if (farthest === undefined) return false
    this.#drop(farthest.camera, farthest.frame)
    return true
  }

  #drop(camera: CameraFrames<Picture>, frame: number): void {
    const kept = camera.frames.get(frame)
    if (kept === undefined) return
    camera.frames.delete(frame)
    this.#bytes -= kept.bytes
    kept.picture.close()
  }
}
