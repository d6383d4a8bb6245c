import type { Painting } from './camera-pictures.ts'

/** Pixels of a picture as it is to be shown. */
export function pictureSize(picture: Painting): {
  readonly width: number
  readonly height: number
} {
  if (picture instanceof VideoFrame) return { width: picture.displayWidth, height: picture.displayHeight }
  return picture as ImageBitmap | ImageData
}
