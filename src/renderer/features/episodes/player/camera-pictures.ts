/** What is wanted of a camera, in frames of its file. */
export interface Wanted {
  readonly frame: number
  /** The way in which more will be wanted. */
  readonly direction: 1 | -1
  /** How many more, at most. */
  readonly ahead: number
}

/** What a picture comes as. */
export type Painting = CanvasImageSource | ImageData

/** Where the player gets one camera's pictures from. */
export interface CameraPictures<P extends Painting = Painting> {
  /** Why there are no more pictures; undefined while all is well. */
  readonly error: unknown
  /** The picture of a frame, if it is there. It may be gone in the next task: use it at once. */
  picture(frame: number): P | undefined
  /** Replaces what was wanted before. */
  want(wanted: Wanted): void
  /** Gives up everything. */
  close(): void
}
