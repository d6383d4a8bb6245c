import { STANDING_MS, type Player } from './player.ts'

/**
 * Resolves when something of the episode that is being opened has been shown for a moment, when that takes long, or when
 * it is given up.
 */
export async function whenShown(player: Player, signal: AbortSignal): Promise<void> {
  await untilOpened(player, signal)
  if (!signal.aborted) await untilStood(signal)
}

function untilOpened(player: Player, signal: AbortSignal): Promise<void> {
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

function untilStood(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, STANDING_MS)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
