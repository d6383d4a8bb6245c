import { useMemo } from 'react'
import type { EpisodeDetails } from '#shared/model/episode.ts'
import type { Player } from '#renderer/features/episodes/player/player.ts'
import { beginScrub } from '#renderer/features/episodes/player/scrub.ts'
import { whenShown } from '#renderer/features/episodes/player/when-shown.ts'
import { EpisodePlots } from './EpisodePlots.tsx'
import type { ReadValues } from './series-values.ts'

interface PlayerPlotsProps {
  readonly episode: EpisodeDetails
  /** The same one as long as the episode is. */
  readonly read: ReadValues
  readonly player: Player
}

/** The plots of the episode that a player plays. */
export function PlayerPlots({ episode, read, player }: PlayerPlotsProps) {
  const cursor = useMemo(
    () => ({ frame: () => player.getState().frame, subscribe: player.subscribe }),
    [player],
  )
  // Pictures are waited for more than lines.
  const readBehind = useMemo<ReadValues>(() => {
    let isShown = false
    return async (wanted, options) => {
      if (!isShown) await whenShown(player, options.signal)
      isShown ||= !options.signal.aborted
      return read(wanted, options)
    }
  }, [player, read])
  return (
    <EpisodePlots
      episode={episode}
      read={readBehind}
      cursor={cursor}
      onScrub={(frame) => beginScrub(player, frame)}
    />
  )
}
