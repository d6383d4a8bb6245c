import { CameraDecoder } from './camera-decoder.ts'
import { CameraImages } from './camera-images.ts'
import { FrameCache } from './frame-cache.ts'
import type { PlayerHost } from './player.ts'
import { VideoFiles } from './video-files.ts'

/** Bytes of decoded pictures of all cameras. */
const MAX_PICTURE_BYTES = 64 << 20

/** What a player in a page needs, and how to end it. */
export function browserHost(): PlayerHost & { readonly close: () => void } {
  const files = new VideoFiles()
  const cache = new FrameCache(MAX_PICTURE_BYTES)
  return {
    now: () => performance.now(),
    onDisplay: (callback) => {
      const id = requestAnimationFrame(callback)
      return () => {
        cancelAnimationFrame(id)
      }
    },
    after: (ms, callback) => {
      const id = setTimeout(callback, ms)
      return () => {
        clearTimeout(id)
      }
    },
    openCamera: (camera, fps, onChange) =>
      camera.kind === 'image'
        ? new CameraImages(camera, cache, onChange)
        : new CameraDecoder(files.use(camera.url, fps), camera.frames, cache, onChange),
    close: () => {
      files.close()
    },
  }
}
