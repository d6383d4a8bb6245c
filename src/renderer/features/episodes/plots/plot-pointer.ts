import type { Scrub } from '#renderer/features/episodes/player/scrub.ts'
import { hover, pan, zoom, type PlotViewStore } from './plot-view.ts'

/** How much one step of a wheel zooms. */
const WHEEL_ZOOM = 1.25

/**
 * Pointers over a plot: hovering reads values, a click or a drag scrubs, the wheel with Ctrl or Command zooms around the
 * pointer, with Shift or sideways it moves along. A plain wheel scrolls the page, as everywhere. Returns the function
 * that ends it.
 */
export function followPointer(
  area: HTMLElement,
  view: PlotViewStore,
  onScrub: (frame: number) => Scrub,
): () => void {
  const positionAt = ({ clientX }: MouseEvent): number => {
    const { left, width } = area.getBoundingClientRect()
    const { min, max } = view.getState().range
    return min + ((clientX - left) / Math.max(1, width)) * (max - min)
  }
  const frameAt = (event: MouseEvent): number =>
    Math.min(view.getState().length - 1, Math.max(0, Math.round(positionAt(event))))
  let scrub: Scrub | undefined
  const endScrub = (): void => {
    scrub?.end()
    scrub = undefined
  }
  const ending = new AbortController()
  const on = <E extends 'pointerdown' | 'pointermove' | 'lostpointercapture' | 'pointerleave' | 'wheel'>(
    name: E,
    listener: (event: HTMLElementEventMap[E]) => void,
  ): void => {
    area.addEventListener(name, listener, { passive: false, signal: ending.signal })
  }
  on('pointerdown', (event) => {
    if (event.button !== 0) return
    area.setPointerCapture(event.pointerId)
    scrub = onScrub(frameAt(event))
  })
  on('pointermove', (event) => {
    const frame = frameAt(event)
    if (frame !== view.getState().hovered) scrub?.to(frame)
    hover(view, frame)
  })
  on('lostpointercapture', endScrub)
  on('pointerleave', () => {
    hover(view, undefined)
  })
  on('wheel', (event) => {
    const { min, max } = view.getState().range
    const isSideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)
    if (event.ctrlKey || event.metaKey)
      zoom(view, event.deltaY > 0 ? WHEEL_ZOOM : 1 / WHEEL_ZOOM, positionAt(event))
    else if (isSideways)
      pan(view, ((event.deltaX || event.deltaY) / Math.max(1, area.clientWidth)) * (max - min))
    else return
    event.preventDefault()
  })
  return () => {
    // Unless the pointer is over another plot.
    if (area.matches(':hover')) hover(view, undefined)
    endScrub()
    ending.abort()
  }
}
