import { beforeEach, expect, test, vi } from 'vitest'
import type { Api } from '#shared/contract.ts'
import { mergeId } from '#shared/model/history.ts'
import { HistoryReader, positionOf, rowOf, useHistory } from './history-store.ts'

function source(total: number) {
  const asked: { from: number; search: string; signal: AbortSignal }[] = []
  const listeners = new Map<string, () => void>()
  const call = (
    _name: string,
    { from, count, search }: { from: number; count: number; search: string },
    { signal }: { signal: AbortSignal },
  ) => {
    asked.push({ from, search, signal })
    const size = Math.max(0, Math.min(count, total - from))
    const merges = Array.from({ length: size }, (_, i) => ({ id: from + i, name: `${search}${from + i}` }))
    return Promise.resolve({ ok: true, value: { total, merges } })
  }
  const on = (name: string, listener: () => void) => {
    listeners.set(name, listener)
    return () => listeners.delete(name)
  }
  return { asked, listeners, api: { call, on } as unknown as Api }
}

beforeEach(() => {
  useHistory.setState({ search: '', total: undefined, pages: new Map() })
})

test('rows are read page by page as they come into sight', async () => {
  const { asked, api } = source(1000)
  const reader = new HistoryReader(api)
  reader.follow()
  await vi.waitFor(() => {
    expect(useHistory.getState().total).toBe(1000)
  })
  reader.need(0, 30)
  reader.need(390, 420)
  reader.need(395, 425)
  expect(asked.map(({ from }) => from)).toEqual([0, 200, 400])
  await vi.waitFor(() => {
    expect(rowOf(useHistory.getState().pages, 410)?.id).toBe(410)
    expect(positionOf(useHistory.getState().pages, mergeId.parse(410))).toBe(410)
  })
  expect(rowOf(useHistory.getState().pages, 999)).toBeUndefined()
})

test('typing on gives up the older search', async () => {
  const { asked, api } = source(3)
  const reader = new HistoryReader(api)
  reader.follow()
  reader.search('p')
  reader.search('pi')
  await vi.waitFor(() => {
    expect(rowOf(useHistory.getState().pages, 0)?.name).toBe('pi0')
  })
  expect(asked.map(({ search, signal }) => [search, signal.aborted])).toEqual([
    ['', true],
    ['p', true],
    ['pi', false],
  ])
})

test('that a search found nothing does not mean that there are no merges', async () => {
  const { api } = source(0)
  const reader = new HistoryReader(api)
  reader.search('x')
  await vi.waitFor(() => {
    expect(useHistory.getState().total).toBe(0)
  })
  reader.search('')
  expect(useHistory.getState().total).toBeUndefined()
})

test('a change in the history is read at once', async () => {
  const { asked, listeners, api } = source(3)
  const reader = new HistoryReader(api)
  reader.follow()
  listeners.get('history.changed')!()
  await vi.waitFor(() => {
    expect(asked).toHaveLength(2)
  })
})
