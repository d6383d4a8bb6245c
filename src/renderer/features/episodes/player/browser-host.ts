import { CameraDecoder } from './camera-decoder.ts'
import { CameraImages } from './camera-images.ts'
import { CameraPixels } from './camera-pixels.ts'
import { FrameCache } from './frame-cache.ts'
import type { EpisodeSource } from './episode-source.ts'
import { imageFiles } from './image-files.ts'
import { PixelMemory } from './pixel-memory.ts'
import type { PlayerHost } from './player-host.ts'
import { videoFiles } from './video-files.ts'

/** Bytes of decoded pictures of all cameras. */
const MAX_PICTURE_BYTES = 64 << 20

/** What a player in a page needs, how to make an episode ready for it, and how to end it. */
export interface BrowserHost extends PlayerHost {
  /** Reads what the first pictures take. That something cannot be read shows when the episode is opened. */
  readonly prepare: (episode: EpisodeSource) => void
  readonly close: () => void
}

/** What a player needs, in a page. */
export function browserHost(): BrowserHost {
  const cache = new FrameCache(MAX_PICTURE_BYTES)
  const memory = new PixelMemory()
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
        : new CameraPixels(
            (onPicture) =>
              new CameraDecoder(
                videoFiles.use(camera.url, fps, camera.shift),
                camera.frames,
                cache,
                onPicture,
              ),
            memory,
            onChange,
          ),
    prepare: ({ cameras, fps }) => {
      for (const { kind, url, frames, shift } of cameras) {
        if (kind === 'image') {
          imageFiles.fetchAhead(`${url}/${frames.start}`)
          continue
        }
        const { file, release } = videoFiles.use(url, fps, shift)
        void file.then((open) => open.prepare(frames.start)).then(release, release)
      }
    },
    close: () => {
      videoFiles.close()
      imageFiles.close()
    },
  }
}
