import { STANDING_MS, type Player } from './player.ts'
import { untilPlayer } from './until-player.ts'

/** How long playing and stepping have what they need at their beginning to themselves. */
const UNDER_WAY_MS = 1000

/**
 * Resolves when something of the episode that is being opened has been shown for a moment, when that takes long, or when
 * it is given up.
 */
export async function whenShown(player: Player, signal: AbortSignal): Promise<void> {
  await untilPlayer(player, signal, ({ status }) => status.kind !== 'opening' || undefined)
  if (!signal.aborted) await wait(STANDING_MS, signal)
}

/** Resolves when the player still stands on the frame it was opened at, has left it for a while, or is given up. */
export async function whenUnderWay(player: Player, openedAt: number, signal: AbortSignal): Promise<void> {
  const { isPlaying, frame } = player.getState()
  if (isPlaying || frame !== openedAt) await wait(UNDER_WAY_MS, signal)
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
