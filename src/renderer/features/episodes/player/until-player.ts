import type { Player } from './player.ts'
import type { PlayerState } from './player-state.ts'

/** Resolves with what `look` finds in a state of the player, at once or when it changes; with undefined when it is given up. */
export function untilPlayer<T>(
  player: Player,
  signal: AbortSignal,
  look: (state: PlayerState) => T | undefined,
): Promise<T | undefined> {
  return new Promise((resolve) => {
    const lookNow = (): void => {
      const found = signal.aborted ? undefined : look(player.getState())
      if (found === undefined && !signal.aborted) return
      unsubscribe()
      signal.removeEventListener('abort', lookNow)
      resolve(found)
    }
    const unsubscribe = player.subscribe(lookNow)
    signal.addEventListener('abort', lookNow)
    lookNow()
  })
}
