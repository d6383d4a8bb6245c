import type { Player } from './player.ts'

/** How long a player stands on one frame before it is said to rest: keys that step come quicker. */
const REST_MS = 300

/**
 * Calls `begin` when the player begins to move (an episode is opened, a frame gone to, or it plays), and what that returned
 * once it rests. Returns the function that ends it, as if it rested from then on.
 */
export function whileMoving(player: Player, begin: () => () => void): () => void {
  let end: (() => void) | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let last: unknown
  const rest = () => {
    end?.()
    end = undefined
  }
  const look = () => {
    const { frame, isPlaying, status } = player.getState()
    // A camera that does not come may never do.
    const stands = (status.kind === 'paused' || status.kind === 'stalled') && !isPlaying
    if (stands && frame === last) return
    last = stands ? frame : undefined
    end ??= begin()
    clearTimeout(timer)
    timer = stands ? setTimeout(rest, REST_MS) : undefined
  }
  look()
  const unsubscribe = player.subscribe(look)
  return () => {
    unsubscribe()
    clearTimeout(timer)
    rest()
  }
}
