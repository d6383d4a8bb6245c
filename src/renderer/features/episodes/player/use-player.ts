import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { EpisodeDetails } from '#shared/model/episode.ts'
import type { EpisodeSource } from './episode-source.ts'
import { browserHost } from './browser-host.ts'
import { Player } from './player.ts'
import type { PlayerState } from './player-state.ts'
import { useViewerPreferences } from './viewer-preferences.ts'

/** A player in a page. */
interface UsedPlayer {
  readonly player: Player
  /** Reads what the first picture of another episode takes. */
  readonly prepare: (episode: EpisodeSource) => void
}

/** A player that shows an episode for as long as the component is there. Opened files outlast the episode. */
export function usePlayer(episode: EpisodeDetails, startFrame: () => number | undefined): UsedPlayer {
  const [{ player, host }] = useState(() => {
    const { speed, hidden, isLooping } = useViewerPreferences.getState()
    const host = browserHost()
    return { host, player: new Player(host, { speed, hidden, isLooping }) }
  })
  const number = useRef<number>(undefined)
  const open = useEffectEvent(() => {
    // What is opened anew, because it changed or could not be read, goes on where it stood.
    const isAgain = number.current === episode.episode
    player.open(episode, isAgain ? player.getState().frame : (startFrame() ?? 0))
    number.current = episode.episode
  })
  // In the same go as the episode's name: it never stands above pictures of another one.
  useLayoutEffect(() => {
    open()
    return () => {
      player.dispose()
    }
  }, [player, episode])
  useEffect(
    () => () => {
      host.close()
    },
    [host],
  )
  return { player, prepare: host.prepare }
}

/** What the player says of itself, as long as the component is there. */
export function usePlayerState<T>(player: Player, select: (state: PlayerState) => T): T {
  return useSyncExternalStore(player.subscribe, () => select(player.getState()))
}
