import { useSyncExternalStore } from 'react'
import { useStore } from 'zustand'
import type { PlotViewStore } from './plot-view.ts'

/** The frame that the cameras show: of a player, or of anything that has one. */
export interface FrameCursor {
  readonly frame: () => number
  /** Returns the function that ends the subscription. */
  readonly subscribe: (listener: () => void) => () => void
}

/** The frame of which values are read: the one under the pointer, else the one that is shown. */
export function useReadFrame(view: PlotViewStore, cursor: FrameCursor): number {
  const hovered = useStore(view, (state) => state.hovered)
  const shown = useSyncExternalStore(cursor.subscribe, cursor.frame)
  return hovered ?? shown
}

/** Calls with the frame of {@link useReadFrame} now and whenever it may have changed, until the function that is returned is called. */
export function followReadFrame(
  view: PlotViewStore,
  cursor: FrameCursor,
  onFrame: (frame: number) => void,
): () => void {
  const follow = () => {
    onFrame(view.getState().hovered ?? cursor.frame())
  }
  follow()
  const endings = [view.subscribe(follow), cursor.subscribe(follow)]
  return () => {
    for (const end of endings) end()
  }
}
