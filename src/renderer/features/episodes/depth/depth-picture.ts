import { decodeDepth } from '#shared/depth-image.ts'
import type { DepthScale } from '#shared/model/episode.ts'
import { BLACK, turbo } from './turbo.ts'

const STEPS = 1024
const colours = Uint32Array.from({ length: STEPS + 1 }, (_, i) => turbo(i / STEPS))

/** A stored depth picture in colours; one of a kind that holds no distances as it is. Throws for a damaged file. */
export async function depthPicture(file: Blob, shown: DepthScale['shown']): Promise<ImageBitmap> {
  const decoded = shown && (await decodeDepth(new Uint8Array(await file.arrayBuffer())))
  if (decoded === undefined || shown === undefined) return createImageBitmap(file)
  const { width, height, values } = decoded
  const pixels = new Uint32Array(width * height)
  const [{ near }, scale] = [shown, STEPS / (shown.far - shown.near)]
  for (let i = 0; i < pixels.length; i++) {
    const value = values[i]!
    // Neither 0 nor NaN was measured.
    pixels[i] = value > 0 ? colours[Math.min(STEPS, Math.max(0, Math.round((value - near) * scale)))]! : BLACK
  }
  return createImageBitmap(new ImageData(new Uint8ClampedArray(pixels.buffer), width, height))
}

/** Puts the colours of depth into the greys that are on a canvas. */
export function colourGreys(context: CanvasRenderingContext2D, colours: Uint32Array): void {
  const { width, height } = context.canvas
  const image = context.getImageData(0, 0, width, height)
  const pixels = new Uint32Array(image.data.buffer)
  for (let i = 0; i < pixels.length; i++) pixels[i] = colours[image.data[4 * i + 1]!]!
  context.putImageData(image, 0, 0)
}
