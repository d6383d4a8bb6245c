import { useEffect } from 'react'
import type { FrameInAddress } from './frame-in-address.ts'
import type { Player } from './player.ts'

/** How long a frame has to stand before the address names it: browsers take each new address for a small journey. */
const STANDING_MS = 100

/** Keeps the frame that the player stands on in the address, and goes where somebody leads the address to. */
export function useFrameInAddress(player: Player, address: FrameInAddress): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    /** What the address named when it was last read or written here; anything else is a wish that is yet to be told. */
    let named = address.read()
    const standing = (): number | undefined => {
      const { status, frame } = player.getState()
      return status.kind === 'paused' ? frame : undefined
    }
    const write = () => {
      clearTimeout(timer)
      timer = undefined
      const frame = standing()
      if (frame === undefined || address.read() !== named) return
      address.write(frame)
      named = frame
    }
    const writeSoon = () => {
      clearTimeout(timer)
      timer = standing() === undefined ? undefined : setTimeout(write, STANDING_MS)
    }
    const onHashChange = () => {
      named = address.read()
      if (named !== undefined) player.seek(named)
    }
    writeSoon()
    const unsubscribe = player.subscribe(writeSoon)
    // What is loaded anew begins where it stood.
    window.addEventListener('pagehide', write)
    window.addEventListener('hashchange', onHashChange)
    return () => {
      write()
      unsubscribe()
      window.removeEventListener('pagehide', write)
      window.removeEventListener('hashchange', onHashChange)
    }
  }, [player, address])
}
