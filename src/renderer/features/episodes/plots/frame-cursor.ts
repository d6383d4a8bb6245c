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
