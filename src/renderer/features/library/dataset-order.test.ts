import { expect, test } from 'vitest'
import type { DatasetFacts, DatasetSummary } from '#shared/model/dataset.ts'
import type { PlaceId } from '#shared/model/place.ts'
import { datasetSeconds, folderAbove, searchedDatasets, sortedDatasets } from './dataset-order.ts'
import { healthText } from './health-text.ts'

const facts: DatasetFacts = {
  version: 'v3.0',
  episodes: 10,
  frames: 300,
  tasks: 1,
  fps: 30,
  robotType: 'so101',
  cameras: ['top', 'wrist'],
  bytes: 1000,
}

function dataset(name: string, own: Partial<DatasetFacts> | 'unreadable' = {}): DatasetSummary {
  const isRead = own !== 'unreadable'
  return {
    place: { id: name as PlaceId, path: `/data/${name}`, name },
    folder: 'november',
    facts: isRead ? { ...facts, ...own } : undefined,
    health: isRead
      ? { state: 'good', findings: [] }
      : { state: 'unreadable', error: { code: 'INFO_INVALID', message: 'fps is missing' } },
    modifiedMs: 0,
  }
}

const names = (datasets: readonly DatasetSummary[]) => datasets.map(({ place }) => place.name).join(' ')

test('names are ordered as people count', () => {
  const datasets = ['pick_10', 'pick_9', 'Pick_1'].map((name) => dataset(name))
  expect(names(sortedDatasets(datasets, { column: 'name', descending: false }))).toBe('Pick_1 pick_9 pick_10')
  expect(names(sortedDatasets(datasets, { column: 'name', descending: true }))).toBe('pick_10 pick_9 Pick_1')
})

test('numbers are ordered as numbers, what is not known stays last', () => {
  const datasets = [dataset('a', { frames: 9 }), dataset('b', 'unreadable'), dataset('c', { frames: 80 })]
  expect(names(sortedDatasets(datasets, { column: 'frames', descending: false }))).toBe('a c b')
  expect(names(sortedDatasets(datasets, { column: 'frames', descending: true }))).toBe('c a b')
})

test('the worst health comes first', () => {
  const datasets = [dataset('a'), dataset('b', 'unreadable')]
  expect(names(sortedDatasets(datasets, { column: 'health', descending: false }))).toBe('b a')
})

test('every word of a search has to be somewhere', () => {
  const datasets = [dataset('pick_a'), dataset('fold', { robotType: 'koch', cameras: ['side'] })]
  expect(names(searchedDatasets(datasets, 'PICK november'))).toBe('pick_a')
  expect(names(searchedDatasets(datasets, 'koch side'))).toBe('fold')
  expect(names(searchedDatasets(datasets, ' '))).toBe('pick_a fold')
})

test('a rate of zero gives no duration', () => {
  expect(datasetSeconds(dataset('a'))).toBe(10)
  expect(datasetSeconds(dataset('a', { fps: 0 }))).toBeUndefined()
})

test('the folder of a dataset is the one above it', () => {
  expect(folderAbove('november/monday/pick_a')).toBe('november/monday')
  expect(folderAbove('pick_a')).toBe('')
  expect(folderAbove('november\\pick_a')).toBe('november')
})

test('advice leaves a dataset good, a fix is counted, an error says why', () => {
  const finding = { code: 'VIDEO_AUDIO', message: 'a video has sound' } as const
  expect(healthText({ state: 'good', findings: [{ ...finding, tier: 'advisory' }] }).label).toBe('Good')
  expect(healthText({ state: 'good', findings: [{ ...finding, tier: 'fixable' }] })).toEqual({
    tone: 'warning',
    label: '1 thing to fix',
    reasons: ['a video has sound'],
  })
  expect(healthText(dataset('a', 'unreadable').health).reasons).toEqual([
    'meta/info.json is damaged: Fps is missing.',
  ])
})
