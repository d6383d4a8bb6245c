import { useCallback, useLayoutEffect, useRef, useState } from 'react'
import { changeDraft } from './draft-store.ts'
import { withMovedSource } from './draft.ts'
import type { SourceView } from './sources-view.ts'

/** Moving sources by keys, and what is said about it. */
export interface SourceOrder {
  /** For the live region. */
  readonly announcement: string
  readonly move: (source: SourceView, to: number) => void
  /** Remembers the handle of a source: the focus goes with it. */
  readonly handleRef: (key: string) => (handle: HTMLElement | null) => void
}

/** Lets sources be moved; the focus stays on what was moved. */
export function useSourceOrder(count: number): SourceOrder {
  const [announcement, setAnnouncement] = useState('')
  const handles = useRef(new Map<string, HTMLElement>())
  const focusNext = useRef<string>(undefined)
  useLayoutEffect(() => {
    // A node that is moved in the document loses the focus.
    if (focusNext.current === undefined) return
    handles.current.get(focusNext.current)?.focus()
    focusNext.current = undefined
  })
  const move = useCallback(
    (source: SourceView, to: number) => {
      const end = Math.max(0, Math.min(to, count - 1))
      if (end === source.position) return
      focusNext.current = source.key
      changeDraft((draft) => withMovedSource(draft, source.position, end))
      setAnnouncement(`${source.name} is now ${end + 1} of ${count}`)
    },
    [count],
  )
  const handleRef = useCallback(
    (key: string) => (handle: HTMLElement | null) => {
      if (handle === null) handles.current.delete(key)
      else handles.current.set(key, handle)
    },
    [],
  )
  return { announcement, move, handleRef }
}
