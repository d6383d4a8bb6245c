import type { EpisodeCamera } from '#shared/model/episode.ts'
import type { ProxyRequest } from '#shared/model/media.ts'
import { shownGreys } from '../depth/depth-greys.ts'

/** What to ask for a copy of a camera's stretch of its video. */
export function copyRequest({ url, frames, depth }: EpisodeCamera, fps: number): ProxyRequest {
  const levels = depth?.quantised === undefined ? {} : { levels: shownGreys(depth) }
  return { url, frames, fps, ...levels }
}
