import { useCallback, useEffect, useRef, useState } from 'react'
import type { AppError } from '#shared/errors.ts'
import type { Result } from '#shared/contract.ts'
import { useOnceConnected } from './use-once-connected.ts'

/** Some rows of a long list: `[from, from + rows.length)`. */
export interface Page<Row> {
  readonly from: number
  readonly rows: readonly Row[]
  /** Rows of the whole list, where the page says it. */
  readonly total?: number
}

/** A row that is asked for after the window has rested this long: a scroll bar that is dragged asks for nothing. */
const REST_MS = 60
/** Pages that are kept around the window. */
const KEPT = 24

/** The numbers of the pages that hold rows `[first, end)`. */
export function pagesOf(first: number, end: number, size: number): readonly number[] {
  if (end <= first) return []
  const from = Math.floor(first / size)
  return Array.from({ length: Math.floor((end - 1) / size) - from + 1 }, (_, i) => from + i)
}

/** The pages without those that are farthest from `near`. */
export function keptPages<P>(
  pages: ReadonlyMap<number, P>,
  near: number,
  most = KEPT,
): ReadonlyMap<number, P> {
  if (pages.size <= most) return pages
  const nearest = [...pages].sort(([a], [b]) => Math.abs(a - near) - Math.abs(b - near)).slice(0, most)
  return new Map(nearest)
}

/**
 * Rows of a list that is too long to have as a whole, fetched page by page as they come into the window. What leaves
 * the window before it was fetched is given up. `fetchPage` must stay the same while the list does; `again` asks anew for
 * what is in the window and shows the earlier rows until then; it is called by itself once a lost connection is back.
 */
export function usePages<Row>(
  size: number,
  fetchPage: (from: number, signal: AbortSignal) => Promise<Result<Page<Row>>>,
) {
  const [pages, setPages] = useState<ReadonlyMap<number, Page<Row>>>(new Map())
  const [error, setError] = useState<AppError>()
  const known = useRef(pages)
  const asked = useRef(new Map<number, AbortController>())
  const wanted = useRef<readonly number[]>([])
  const resting = useRef<ReturnType<typeof setTimeout>>(undefined)

  useEffect(() => {
    const running = asked.current
    return () => {
      clearTimeout(resting.current)
      for (const controller of running.values()) controller.abort()
      running.clear()
    }
  }, [])

  const ask = useCallback(
    async (page: number) => {
      const controller = new AbortController()
      asked.current.set(page, controller)
      const result = await fetchPage(page * size, controller.signal)
      if (controller.signal.aborted) return
      asked.current.delete(page)
      setError(result.ok ? undefined : result.error)
      if (!result.ok) return
      known.current = keptPages(new Map(known.current).set(page, result.value), page)
      setPages(known.current)
    },
    [fetchPage, size],
  )
  const onShown = useCallback(
    (first: number, end: number) => {
      clearTimeout(resting.current)
      resting.current = setTimeout(() => {
        wanted.current = pagesOf(first, end, size)
        for (const [page, controller] of asked.current)
          if (!wanted.current.includes(page)) {
            controller.abort()
            asked.current.delete(page)
          }
        for (const page of wanted.current)
          if (!known.current.has(page) && !asked.current.has(page)) void ask(page)
      }, REST_MS)
    },
    [ask, size],
  )
  const again = useCallback(() => {
    for (const controller of asked.current.values()) controller.abort()
    asked.current.clear()
    known.current = new Map()
    setError(undefined)
    for (const page of wanted.current) void ask(page)
  }, [ask])
  useOnceConnected(error, again)
  const total = pages.values().next().value?.total
  const rowAt = (index: number) => pages.get(Math.floor(index / size))?.rows[index % size]
  return { rowAt, onShown, again, error, total, isFetched: pages.size > 0 || error !== undefined }
}
