import { useRef, type FocusEvent } from 'react'

/** Remembers what had the focus before an element got it, to give it back there. */
export function useFocusBefore() {
  const before = useRef<EventTarget | null>(null)
  return {
    onFocus: (event: FocusEvent) => {
      before.current = event.relatedTarget
    },
    /** The element is left, also where nothing had the focus before. */
    giveBack: (element: HTMLElement) => {
      element.blur()
      if (before.current instanceof HTMLElement) before.current.focus({ preventScroll: true })
    },
  }
}
