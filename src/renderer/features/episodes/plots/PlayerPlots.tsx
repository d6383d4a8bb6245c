import { useMemo } from 'react'
import type { EpisodeDetails } from '#shared/model/episode.ts'
import type { PlaceId } from '#shared/model/place.ts'
import type { Player } from '#renderer/features/episodes/player/player.ts'
import { EpisodePlots } from './EpisodePlots.tsx'

interface PlayerPlotsProps {
  readonly place: PlaceId
  readonly episode: EpisodeDetails
  readonly player: Player
}

/** The plots of the episode that a player plays. */
export function PlayerPlots({ place, episode, player }: PlayerPlotsProps) {
  const cursor = useMemo(
    () => ({ frame: () => player.getState().frame, subscribe: player.subscribe }),
    [player],
  )
  return (
    <EpisodePlots
      place={place}
      episode={episode}
      cursor={cursor}
      onSeek={(frame) => {
        player.seek(frame)
      }}
    />
  )
}
