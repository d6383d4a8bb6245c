import type { EpisodeCamera, EpisodeDetails } from '#shared/model/episode.ts'

/** One camera of an episode: a stretch of a video file, or of a row of pictures. */
export type CameraSource = Pick<EpisodeCamera, 'name' | 'kind' | 'url' | 'frames' | 'shift'> &
  Partial<Pick<EpisodeCamera, 'depth'>>

/** What a player plays: an episode of a dataset, or of a merge that is only planned. */
export interface EpisodeSource extends Pick<EpisodeDetails, 'length' | 'fps'> {
  /** Each camera's window is as long as the episode. */
  readonly cameras: readonly CameraSource[]
}
