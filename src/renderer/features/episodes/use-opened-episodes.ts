import { useEffect, useRef, useState } from 'react'
import type { EpisodeDetails } from '#shared/model/episode.ts'
import type { PlaceId } from '#shared/model/place.ts'
import { api } from '#renderer/api/api.ts'
import { imageFiles } from './player/image-files.ts'
import { OpenedEpisodes } from './player/opened-episodes.ts'
import { useDatasetChange } from './use-dataset-change.ts'

interface OfOneState {
  readonly opened: OpenedEpisodes<EpisodeDetails>
  /** Which state of the dataset it was opened of: counted from 0. */
  readonly state: number
}

/**
 * What was opened of a dataset. After the dataset changed it is made anew, once the episode that is looked at is there
 * again or is known not to be: what is seen stays until then.
 */
export function useOpenedEpisodes(place: PlaceId, episode: number): OfOneState {
  const [current, setCurrent] = useState<OfOneState>(() => ({ opened: episodesOf(place), state: 0 }))
  const next = useRef<OpenedEpisodes<EpisodeDetails>>(undefined)
  useDatasetChange(place, () => {
    // Pictures have no address that tells one state of the dataset from another.
    imageFiles.close()
    next.current?.close()
    const opened = episodesOf(place)
    next.current = opened
    void opened.look(episode).then(() => {
      // Given up when the dataset changed once more, or nobody looks any more.
      if (next.current === opened) setCurrent(({ state }) => ({ opened, state: state + 1 }))
    })
  })
  useEffect(
    () => () => {
      next.current?.close()
      next.current = undefined
    },
    [],
  )
  return current
}

function episodesOf(place: PlaceId): OpenedEpisodes<EpisodeDetails> {
  return new OpenedEpisodes((number, options) =>
    api.call('episodes.open', { place, episode: number }, options),
  )
}
