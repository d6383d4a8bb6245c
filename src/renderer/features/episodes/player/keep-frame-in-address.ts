import type { FrameInAddress } from './frame-in-address.ts'
import type { Player } from './player.ts'

/** How long a frame has to stand before the address names it: browsers take each new address for a small journey. */
const STANDING_MS = 100
/** How often the address follows what moves on, as while it plays, for the day that the window is lost meanwhile. */
const MOVING_MS = 1000

/**
 * Keeps the frame that the player shows in the address, and goes where somebody leads the address to. Returns the function
 * that ends it.
 */
export function keepFrameInAddress(player: Player, address: FrameInAddress): () => void {
  let standing: ReturnType<typeof setTimeout> | undefined
  let moving: ReturnType<typeof setTimeout> | undefined
  /** The last frame that was seen; that of a player which was closed is still worth to be kept. */
  let shown: number | undefined
  /** What the address named when it was last read or written here; anything else is a wish that is yet to be told. */
  let named = address.read()
  const write = () => {
    clearTimeout(standing)
    clearTimeout(moving)
    moving = undefined
    if (shown === undefined || address.read() !== named) return
    address.write(shown)
    named = shown
  }
  const look = () => {
    const { status, frame } = player.getState()
    if (status.kind === 'opening') return
    shown = frame
    clearTimeout(standing)
    if (status.kind === 'paused') standing = setTimeout(write, STANDING_MS)
    moving ??= setTimeout(write, MOVING_MS)
  }
  const onHashChange = () => {
    named = address.read()
    if (named !== undefined) player.seek(named)
  }
  look()
  const unsubscribe = player.subscribe(look)
  // What is loaded anew begins where it was.
  window.addEventListener('pagehide', write)
  window.addEventListener('hashchange', onHashChange)
  return () => {
    write()
    unsubscribe()
    window.removeEventListener('pagehide', write)
    window.removeEventListener('hashchange', onHashChange)
  }
}
