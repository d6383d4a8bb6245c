import { createStore, type StoreApi } from 'zustand/vanilla'
import type { FrameRange } from './plot-points.ts'

/** What all plots of an episode have in common. */
export interface PlotView {
  /** Frames of the episode. */
  readonly length: number
  readonly range: FrameRange
  /** The frame under the pointer. */
  readonly hovered: number | undefined
}

/** See {@link PlotView}. */
export type PlotViewStore = StoreApi<PlotView>

/** Frames that are seen at the closest. */
const LEAST = 8

export function createPlotView(length: number): PlotViewStore {
  return createStore<PlotView>(() => ({ length, range: whole(length), hovered: undefined }))
}

function whole(length: number): FrameRange {
  return { min: 0, max: Math.max(1, length - 1) }
}

/** Whether there is more of the episode than is seen. */
export function isZoomed({ length, range }: PlotView): boolean {
  const all = whole(length)
  return range.min > all.min || range.max < all.max
}

/** Shows `factor` times as much, around a frame that stays where it is. */
export function zoomed({ length, range }: PlotView, factor: number, around: number): FrameRange {
  const all = whole(length)
  const span = range.max - range.min
  const wanted = Math.min(all.max, Math.max(Math.min(LEAST, all.max), span * factor))
  const at = Math.min(range.max, Math.max(range.min, around))
  return within(length, at - ((at - range.min) / span) * wanted, wanted)
}

/** Moves the range by some frames, up to the ends of the episode. */
export function panned({ length, range }: PlotView, frames: number): FrameRange {
  return within(length, range.min + frames, range.max - range.min)
}

/** The range with `frame` in it: the same, or moved so that what follows the frame is seen. */
export function revealing(view: PlotView, frame: number): FrameRange {
  const { min, max } = view.range
  return frame >= min && frame <= max ? view.range : within(view.length, frame - (max - min) * 0.1, max - min)
}

function within(length: number, min: number, span: number): FrameRange {
  const { max } = whole(length)
  const from = Math.min(Math.max(0, min), max - span)
  return { min: from, max: from + span }
}

export function zoom(view: PlotViewStore, factor: number, around: number): void {
  view.setState((now) => ({ range: zoomed(now, factor, around) }))
}

export function pan(view: PlotViewStore, frames: number): void {
  view.setState((now) => ({ range: panned(now, frames) }))
}

export function showAll(view: PlotViewStore): void {
  view.setState(({ length }) => ({ range: whole(length) }))
}

export function hover(view: PlotViewStore, frame: number | undefined): void {
  if (view.getState().hovered !== frame) view.setState({ hovered: frame })
}
