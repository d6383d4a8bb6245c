import { create } from 'zustand'
import type { Api } from '#shared/contract.ts'
import type { AppError } from '#shared/errors.ts'
import type { MergeId, MergeSummary } from '#shared/model/history.ts'

const PAGE = 200

/** The list of merges as far as it has been scrolled through. */
export interface HistoryState {
  readonly search: string
  /** Undefined before the first answer, and after a search that found nothing. */
  readonly total: number | undefined
  /** Rows by page number. */
  readonly pages: ReadonlyMap<number, readonly MergeSummary[]>
  readonly error: AppError | undefined
}

/** The history as this window shows it. */
export const useHistory = create<HistoryState>(() => ({
  search: '',
  total: undefined,
  pages: new Map(),
  error: undefined,
}))

/** Reads the history page by page. */
export class HistoryReader {
  readonly #api: Api
  /** Pages that were asked for under the current search. */
  #asked = new Set<number>()
  #giveUp = new AbortController()

  constructor(api: Api) {
    this.#api = api
  }

  /** Reads what is shown, and reads it anew whenever something changes. Returns the function that ends it. */
  follow(): () => void {
    const anew = (): void => {
      this.again()
    }
    const ends = [this.#api.on('history.changed', anew), this.#api.on('app.resync', anew)]
    anew()
    return () => {
      this.#giveUp.abort()
      for (const end of ends) end()
    }
  }

  /** Reads anew what was asked for, and the first rows in any case. */
  again(): void {
    this.#reload(new Set([0, ...this.#asked]))
  }

  search(search: string): void {
    // The rows of the old search stay until the first ones of the new search are there. That it found nothing says
    // nothing of the new one.
    useHistory.setState(({ total, pages }) => ({
      search,
      total: total === 0 ? undefined : total,
      pages: new Map([...pages].filter(([page]) => page === 0)),
    }))
    this.#reload([0])
  }

  /** Makes sure that these rows are there or on their way: `[from, end)`. */
  need(from: number, end: number): void {
    for (let page = Math.floor(from / PAGE); page * PAGE < end; page++) {
      if (!this.#asked.has(page)) void this.#load(page)
    }
  }

  #reload(pages: Iterable<number>): void {
    this.#giveUp.abort()
    this.#giveUp = new AbortController()
    this.#asked = new Set()
    for (const page of pages) void this.#load(page)
  }

  async #load(page: number): Promise<void> {
    this.#asked.add(page)
    const { signal } = this.#giveUp
    const input = { from: page * PAGE, count: PAGE, search: useHistory.getState().search.trim() }
    const result = await this.#api.call('history.list', input, { signal })
    if (signal.aborted) return
    if (!result.ok) {
      this.#asked.delete(page)
      useHistory.setState({ error: result.error })
      return
    }
    const { total, merges } = result.value
    useHistory.setState(({ pages }) => ({ total, pages: new Map(pages).set(page, merges), error: undefined }))
  }
}

/** The merge in row `index`, while its page is there. */
export function rowOf(pages: HistoryState['pages'], index: number): MergeSummary | undefined {
  return pages.get(Math.floor(index / PAGE))?.[index % PAGE]
}

/** The row of a merge, wherever it is since others came before it; -1 where its page is not there. */
export function positionOf(pages: HistoryState['pages'], id: MergeId | undefined): number {
  for (const [page, merges] of pages) {
    const at = merges.findIndex((merge) => merge.id === id)
    if (at >= 0) return page * PAGE + at
  }
  return -1
}
