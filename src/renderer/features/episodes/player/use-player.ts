import { useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react'
import type { EpisodeSource } from './episode-source.ts'
import { browserHost } from './browser-host.ts'
import { Player } from './player.ts'
import type { PlayerState } from './player-state.ts'
import { useViewerPreferences } from './viewer-preferences.ts'

/** A player that shows an episode for as long as the component is there. Opened files outlast the episode. */
export function usePlayer(episode: EpisodeSource, startFrame: () => number | undefined): Player {
  const [{ player, host }] = useState(() => {
    const { speed, hidden, isLooping } = useViewerPreferences.getState()
    const host = browserHost()
    return { host, player: new Player(host, { speed, hidden, isLooping }) }
  })
  const open = useEffectEvent(() => {
    player.open(episode, startFrame() ?? 0)
  })
  useEffect(() => {
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
  return player
}

/** What the player says of itself, as long as the component is there. */
export function usePlayerState<T>(player: Player, select: (state: PlayerState) => T): T {
  return useSyncExternalStore(player.subscribe, () => select(player.getState()))
}
