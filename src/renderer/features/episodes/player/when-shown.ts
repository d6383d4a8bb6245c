import type { Player } from './player.ts'

/** Resolves when something is shown of the episode that is being opened, when that takes long, or when it is given up. */
export function whenShown(player: Player, signal: AbortSignal): Promise<void> {
  const isOpening = (): boolean => player.getState().status.kind === 'opening' && !signal.aborted
  if (!isOpening()) return Promise.resolve()
  return new Promise((resolve) => {
    const look = (): void => {
      if (isOpening()) return
      unsubscribe()
      signal.removeEventListener('abort', look)
      resolve()
    }
    const unsubscribe = player.subscribe(look)
    signal.addEventListener('abort', look)
  })
}
