import type { PlotViewStore } from './plot-view.ts'

/** The frame that the cameras show: of a player, or of anything that has one. */
export interface FrameCursor {
  readonly frame: () => number
  /** Returns the function that ends the subscription. */
  readonly subscribe: (listener: () => void) => () => void
}

/** The frame of which values are read: the one under the pointer, else the one that is shown. */
export function readCursor(view: PlotViewStore, shown: FrameCursor): FrameCursor {
  return {
    frame: () => view.getState().hovered ?? shown.frame(),
    subscribe: (listener) => {
      const endings = [view.subscribe(listener), shown.subscribe(listener)]
      return () => {
        for (const end of endings) end()
      }
    },
  }
}

/** Calls with the frame now and whenever it may have changed, until the function that is returned is called. */
export function followFrame(cursor: FrameCursor, onFrame: (frame: number) => void): () => void {
  const follow = () => {
    onFrame(cursor.frame())
  }
  follow()
  return cursor.subscribe(follow)
}
