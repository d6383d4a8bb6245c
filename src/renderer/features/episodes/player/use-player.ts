import { useEffect, useEffectEvent, useLayoutEffect, useState, useSyncExternalStore } from 'react'
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
export function usePlayer(episode: EpisodeSource, startFrame: () => number | undefined): UsedPlayer {
  const [{ player, host }] = useState(() => {
    const { speed, hidden, isLooping } = useViewerPreferences.getState()
    const host = browserHost()
    return { host, player: new Player(host, { speed, hidden, isLooping }) }
  })
  const open = useEffectEvent(() => {
    player.open(episode, startFrame() ?? 0)
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
