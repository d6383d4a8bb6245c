import type { CameraPictures } from './camera-pictures.ts'
import type { CameraSource } from './episode-source.ts'

/** What the player needs of the world. */
export interface PlayerHost {
  /** Milliseconds. */
  readonly now: () => number
  /** Calls back before the next picture of the display; not while the page is hidden. */
  readonly onDisplay: (callback: () => void) => () => void
  readonly after: (ms: number, callback: () => void) => () => void
  /** Opens a camera; `onChange` when a picture arrived or it failed. */
  readonly openCamera: (camera: CameraSource, fps: number, onChange: () => void) => CameraPictures
}
