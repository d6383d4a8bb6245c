import { afterEach, expect, test, vi } from 'vitest'
import { fakeApi } from '#renderer/api/fake.ts'
import type { DatasetSummary, LibraryRoot } from '#shared/model/dataset.ts'
import type { PlaceId } from '#shared/model/place.ts'
import { changedDatasets, followLibrary, useLibrary } from './library-store.ts'

const dataset = (name: string, modifiedMs = 0): DatasetSummary => ({
  place: { id: name as PlaceId, path: `/data/${name}`, name },
  folder: '',
  facts: undefined,
  health: { state: 'unchecked' },
  modifiedMs,
})
const names = () => [...useLibrary.getState().datasets.keys()]

let end: (() => void) | undefined
afterEach(() => {
  end?.()
  useLibrary.setState(useLibrary.getInitialState())
})

test('a snapshot, then changes', async () => {
  const { api, emit } = fakeApi({
    'library.roots': () => [] as LibraryRoot[],
    'library.list': () => ({ datasets: [dataset('a'), dataset('b')], isScanning: true }),
  })
  end = followLibrary(api)
  await vi.waitFor(() => {
    expect(names()).toEqual(['a', 'b'])
  })
  emit('library.changed', { changed: [dataset('c')], removed: ['a' as PlaceId], isScanning: false })
  expect(names()).toEqual(['b', 'c'])
  expect(useLibrary.getState().isScanning).toBe(false)
})

test('a change that comes before the snapshot is not lost', async () => {
  const list = Promise.withResolvers<{ datasets: DatasetSummary[]; isScanning: boolean }>()
  const { api, emit } = fakeApi({ 'library.roots': () => [], 'library.list': () => list.promise })
  end = followLibrary(api)
  emit('library.changed', { changed: [dataset('a', 2)], removed: [], isScanning: false })
  list.resolve({ datasets: [dataset('a', 1)], isScanning: true })
  await vi.waitFor(() => {
    expect(useLibrary.getState().isLoaded).toBe(true)
  })
  expect(useLibrary.getState().datasets.get('a' as PlaceId)?.modifiedMs).toBe(2)
})

test('lost events: everything is asked for anew', async () => {
  let found = [dataset('a')]
  const { api, emit } = fakeApi({
    'library.roots': () => [],
    'library.list': () => ({ datasets: found, isScanning: false }),
  })
  end = followLibrary(api)
  await vi.waitFor(() => {
    expect(names()).toEqual(['a'])
  })
  found = [dataset('b')]
  emit('app.resync', {})
  await vi.waitFor(() => {
    expect(names()).toEqual(['b'])
  })
})

test('after the end nothing is taken over any more', async () => {
  const { api, emit } = fakeApi({
    'library.roots': () => [],
    'library.list': () => ({ datasets: [dataset('a')], isScanning: false }),
  })
  followLibrary(api)()
  emit('library.changed', { changed: [dataset('b')], removed: [], isScanning: false })
  await new Promise((resolve) => setTimeout(resolve, 10))
  expect(names()).toEqual([])
})

test('no change, same map', () => {
  const datasets = new Map([['a' as PlaceId, dataset('a')]])
  expect(changedDatasets(datasets, { changed: [], removed: [] })).toBe(datasets)
})
