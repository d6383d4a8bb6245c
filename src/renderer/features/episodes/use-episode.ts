import { useState } from 'react'
import type { EpisodeDetails } from '#shared/model/episode.ts'
import type { AppError } from '#shared/errors.ts'
import type { PlaceId } from '#shared/model/place.ts'
import { api } from '#renderer/api/api.ts'
import { useCall } from '#renderer/api/use-call.ts'
import { listedNeighbour } from './review/episode-view-store.ts'

/** Episodes of one dataset that were asked for ahead, by number. */
interface Ahead {
  readonly place: PlaceId
  readonly episodes: ReadonlyMap<number, EpisodeDetails>
}

/** An episode to look at. */
export interface OpenedEpisode {
  /** The one before while the one that is wanted is on its way: its player goes on with the same files. */
  readonly shown: EpisodeDetails | undefined
  readonly error: AppError | undefined
  /** Asks for those before and behind it in the list, so that they open at once. Those that cannot be opened are left out. */
  readonly openNeighbours: (signal: AbortSignal) => Promise<readonly EpisodeDetails[]>
}

/** Opens an episode. `count` of the dataset's episodes, as far as that is known. */
export function useEpisode(place: PlaceId, episode: number, count: number | undefined): OpenedEpisode {
  const [ahead, setAhead] = useState<Ahead>()
  const known = ahead?.place === place ? ahead.episodes.get(episode) : undefined
  const answer = useCall('episodes.open', known === undefined ? { place, episode } : undefined)
  const own = known ?? (answer.kind === 'done' ? answer.value : undefined)
  const [last, setLast] = useState<EpisodeDetails>()
  if (own !== undefined && own !== last) setLast(own)
  const failed = known === undefined && answer.kind === 'failed'

  const openNeighbours = async (signal: AbortSignal): Promise<readonly EpisodeDetails[]> => {
    const numbers = [1, -1].flatMap((step) => listedNeighbour(place, episode, step, count) ?? [])
    const found = await Promise.all(
      numbers.map(async (number) => {
        const kept = ahead?.place === place ? ahead.episodes.get(number) : undefined
        if (kept !== undefined) return kept
        const result = await api.call('episodes.open', { place, episode: number }, { signal })
        return result.ok ? result.value : undefined
      }),
    )
    const neighbours = found.filter((one) => one !== undefined)
    if (signal.aborted || own === undefined) return []
    setAhead({ place, episodes: new Map([own, ...neighbours].map((one) => [one.episode, one])) })
    return neighbours
  }
  return {
    shown: failed ? undefined : (own ?? last),
    error: failed ? answer.error : undefined,
    openNeighbours,
  }
}
