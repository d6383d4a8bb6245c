import { parseMomentPath } from '#shared/routes.ts'

/** Where the frame is kept that an episode stands on. */
export interface FrameInAddress {
  readonly read: () => number | undefined
  readonly write: (frame: number) => void
}

/** The frame that the address of the window names; undefined while it is not at `path`, an episode's. */
export function frameInAddress(path: string): FrameInAddress {
  const own = `#${path}`
  const isHere = () => location.hash === own || location.hash.startsWith(`${own}?`)
  return {
    read: () =>
      isHere() ? parseMomentPath(location.hash.slice(location.hash.lastIndexOf('/') + 1))?.frame : undefined,
    // In silence: nothing is to be drawn anew, and the way back is not paved with frames.
    write: (frame) => {
      const moment = `${own}?frame=${frame}`
      if (isHere() && location.hash !== moment) history.replaceState(history.state, '', moment)
    },
  }
}
