/** Browsers make no element higher than some 16 to 33 million pixels. */
const MAX_HEIGHT = 8_000_000
/** A scroll of less than this many window heights was made by a wheel, a key or a finger, and moves row by row. */
const STEP_WINDOWS = 3
/** So near to either end a pixel of the scroll bar is a pixel of the table: the ends are reached like any row. */
const EDGE = 100_000

/** A table of so many rows seen through a window, all in pixels. */
export interface Extent {
  readonly rows: number
  readonly rowHeight: number
  readonly windowHeight: number
}

/** `top` is where the window begins in the whole table; `scrollTop` is what the scroll bar shows for it. */
export interface ScrollPosition {
  readonly top: number
  readonly scrollTop: number
}

/** Height of the element that scrolls: that of all rows, or as much as a browser can do. */
export function scrollHeight({ rows, rowHeight }: Extent): number {
  return Math.min(rows * rowHeight, MAX_HEIGHT)
}

/**
 * Where the window is after the browser scrolled to `scrollTop`. A table that is too high for an element is scrolled
 * in two ways: small steps move it by as many pixels as the browser scrolled, so that no row is skipped; a jump, as of
 * the scroll bar's thumb, leads to the same fraction of the table.
 */
export function scrolledTo(extent: Extent, before: ScrollPosition, scrollTop: number): ScrollPosition {
  const { span, whole } = spans(extent)
  if (span === whole) return { top: scrollTop, scrollTop }
  const step = scrollTop - before.scrollTop
  const isEnd = scrollTop <= 0 || scrollTop >= span
  const isJump = Math.abs(step) > STEP_WINDOWS * extent.windowHeight
  if (isJump) return { top: stretched(clamp(scrollTop, 0, span), span, whole), scrollTop }
  const top = clamp(before.top + step, 0, whole)
  if (isEnd || top === 0 || top === whole) return settled(extent, top)
  return { top, scrollTop }
}

/** The same window with the scroll bar where it belongs: small steps move it too far. */
export function settled(extent: Extent, top: number): ScrollPosition {
  const { span, whole } = spans(extent)
  const within = clamp(top, 0, whole)
  return { top: within, scrollTop: stretched(within, whole, span) }
}

/** The window that shows a row and moves as little as possible. */
export function revealing(extent: Extent, top: number, row: number): ScrollPosition {
  const rowTop = row * extent.rowHeight
  const lowest = rowTop + extent.rowHeight - extent.windowHeight
  return settled(extent, Math.max(Math.min(top, rowTop), lowest))
}

/** The rows in the window, with some more on either side: `[first, end)`. */
export function rowsShown(extent: Extent, top: number, more = 8): { first: number; end: number } {
  const first = Math.floor(top / extent.rowHeight) - more
  const end = Math.ceil((top + extent.windowHeight) / extent.rowHeight) + more
  return { first: clamp(first, 0, extent.rows), end: clamp(end, 0, extent.rows) }
}

/** Maps `[0, from]` to `[0, to]`: one to one near both ends, evenly in between. */
function stretched(value: number, from: number, to: number): number {
  const edge = Math.min(EDGE, from / 4, to / 4)
  if (from === to || value <= edge) return value
  if (value >= from - edge) return to - (from - value)
  return edge + ((value - edge) / (from - 2 * edge)) * (to - 2 * edge)
}

function spans(extent: Extent): { span: number; whole: number } {
  const { rows, rowHeight, windowHeight } = extent
  return {
    span: Math.max(0, scrollHeight(extent) - windowHeight),
    whole: Math.max(0, rows * rowHeight - windowHeight),
  }
}

function clamp(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(max, value))
}
