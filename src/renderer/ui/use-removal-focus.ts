import { useCallback, useLayoutEffect, useRef, type RefObject } from 'react'

/** What keeps the focus near when a row of a list is removed by a button of its own. */
export interface RemovalFocus {
  /** Called when a row is asked to go, by its position; it may go later. */
  readonly leaves: (position: number) => void
  /** For the button that removes a row, by the key of the row. */
  readonly ref: (key: string) => (button: HTMLElement | null) => void
}

/**
 * Moves the focus on when the row that has it is gone: to the button of the row that took its place, else of the one
 * before, else to `fallback`. Not when the user is somewhere else by then.
 */
export function useRemovalFocus(
  keys: readonly string[],
  fallback: RefObject<HTMLElement | null>,
): RemovalFocus {
  const buttons = useRef(new Map<string, HTMLElement>())
  const leaving = useRef<{ readonly position: number; readonly count: number }>(undefined)
  useLayoutEffect(() => {
    if (leaving.current === undefined || keys.length >= leaving.current.count) return
    const { position } = leaving.current
    leaving.current = undefined
    if (document.activeElement !== null && document.activeElement !== document.body) return
    // Rows that cannot be removed have no such button.
    const near = [...keys.slice(position), ...keys.slice(0, position).reverse()]
    const button = near.map((key) => buttons.current.get(key)).find((found) => found !== undefined)
    ;(button ?? fallback.current)?.focus()
  })
  const leaves = useCallback(
    (position: number) => {
      leaving.current = { position, count: keys.length }
    },
    [keys.length],
  )
  const ref = useCallback(
    (key: string) => (button: HTMLElement | null) => {
      if (button === null) buttons.current.delete(key)
      else buttons.current.set(key, button)
    },
    [],
  )
  return { leaves, ref }
}
