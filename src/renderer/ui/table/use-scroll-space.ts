import { useCallback, useEffect, useState } from 'react'
import {
  revealing,
  rowsShown,
  scrolledTo,
  scrollHeight,
  settled,
  type ScrollPosition,
} from './scroll-space.ts'

const SETTLE_AFTER_MS = 150

/** Scrolls a list of rows of one height in rem, however many there are. */
export function useScrollSpace(rows: number, rowRem: number) {
  const [frame, setFrame] = useState<HTMLElement | null>(null)
  const [windowHeight, setWindowHeight] = useState(0)
  const [position, setPosition] = useState<ScrollPosition>({ top: 0, scrollTop: 0 })
  const [rem, setRem] = useState(remInPixels)
  const rowHeight = rowRem * rem
  const extent = { rows, rowHeight, windowHeight }

  useEffect(() => {
    if (frame === null) return
    const observer = new ResizeObserver(() => {
      const head = frame.querySelector('[data-head]')?.clientHeight ?? 0
      setWindowHeight(frame.clientHeight - head)
      setRem(remInPixels())
    })
    observer.observe(frame)
    return () => {
      observer.disconnect()
    }
  }, [frame])

  useEffect(() => {
    const timer = setTimeout(() => {
      const rest = settled({ rows, rowHeight, windowHeight }, position.top)
      if (frame !== null && Math.abs(rest.scrollTop - position.scrollTop) >= 1)
        setPosition(placed(frame, rest))
    }, SETTLE_AFTER_MS)
    return () => {
      clearTimeout(timer)
    }
  }, [frame, position, rows, rowHeight, windowHeight])

  const focus = useCallback(() => {
    frame?.focus({ preventScroll: true })
  }, [frame])
  return {
    attach: setFrame,
    /** Gives it the keyboard; nothing before it is there. */
    focus,
    onScroll: (element: HTMLElement) => {
      if (element.scrollTop !== position.scrollTop)
        setPosition(placed(element, scrolledTo(extent, position, element.scrollTop)))
    },
    reveal: (row: number) => {
      if (frame !== null && windowHeight > 0) setPosition(placed(frame, revealing(extent, position.top, row)))
    },
    ...rowsShown(extent, position.top),
    height: scrollHeight(extent),
    /** Where a row stands within the element that scrolls. */
    offsetOf: (row: number) => row * rowHeight - position.top + position.scrollTop,
    rowsPerPage: Math.max(1, Math.floor(windowHeight / rowHeight) - 1),
  }
}

/** Puts the scroll bar where a position wants it, and tells where it is then: the browser may round. */
function placed(element: HTMLElement, { top, scrollTop }: ScrollPosition): ScrollPosition {
  if (Math.abs(element.scrollTop - scrollTop) >= 1) element.scrollTop = scrollTop
  return { top, scrollTop: element.scrollTop }
}

function remInPixels(): number {
  return parseFloat(getComputedStyle(document.documentElement).fontSize)
}
