import { expect, test } from 'vitest'
import type { EpisodeIndex } from '#shared/model/dataset.ts'
import { unmarked, type EpisodeMarks } from '#shared/model/review.ts'
import { listedRows, noFilter, type EpisodeFilter, type EpisodeKnowledge } from './episode-filter.ts'
import { parseLengths } from './length-range.ts'

const index: EpisodeIndex = {
  fps: 30,
  episodes: [10, 11, 12, 13],
  lengths: [300, 100, 300, 200],
  tasks: [0, 1, 0, 1],
  taskLists: [['Pick the cube'], ['Place it', 'Pick the cube']],
  files: [0, 0, 1, 1],
  paths: ['data/a', 'data/b'],
}
const marks = new Map<number, EpisodeMarks>([
  [11, { ...unmarked(11), isFlagged: true, tags: [2] }],
  [13, { ...unmarked(13), isExcluded: true, note: 'Dropped it' }],
])
const byNumber = { column: 'index', descending: false }
const known: EpisodeKnowledge = { marks, suspicions: undefined }
const numbers = (filter: Partial<EpisodeFilter>, kept?: number) =>
  listedRows(index, { ...noFilter, ...filter }, byNumber, known, kept).map((row) => index.episodes[row])

test.each<[Partial<EpisodeFilter>, number[]]>([
  [{}, [10, 11, 12, 13]],
  [{ text: 'place' }, [11, 13]],
  [{ text: 'pick 12' }, [12]],
  [{ text: 'DROPPED' }, [13]],
  [{ task: 'Place it' }, [11, 13]],
  [{ lengths: '>=200' }, [10, 12, 13]],
  [{ lengths: '100 - 200' }, [11, 13]],
  [{ marks: 'flagged' }, [11]],
  [{ marks: 'tagged' }, [11]],
  [{ marks: 'tag 2' }, [11]],
  [{ marks: 'tag 3' }, []],
  [{ marks: 'noted' }, [13]],
  [{ marks: 'excluded' }, [13]],
  [{ marks: 'included', task: 'Place it' }, [11]],
  [{ marks: 'unmarked' }, [10, 12]],
])('%j lists %j', (filter, expected) => {
  expect(numbers(filter)).toEqual(expected)
})

test('an episode that was just marked stays', () => {
  expect(numbers({ marks: 'flagged' }, 12)).toEqual([11, 12])
})

test('equals stand as in the dataset, either way; suspicious ones come first', () => {
  const order = (descending: boolean, suspicions?: EpisodeKnowledge['suspicions']) =>
    listedRows(index, noFilter, { column: 'length', descending }, { marks, suspicions })
  expect(order(false)).toEqual([1, 3, 0, 2])
  expect(order(true)).toEqual([0, 2, 3, 1])
  expect(order(false, new Map([[12, [{ kind: 'length', median: 200 }]]]))).toEqual([2, 1, 3, 0])
})

test('50 000 episodes are listed within a frame or few', () => {
  const many = 50_000
  const column = (value: (row: number) => number) => Array.from({ length: many }, (_, row) => value(row))
  const large: EpisodeIndex = {
    ...index,
    episodes: column((row) => row),
    lengths: column((row) => (row * 7919) % 500),
    tasks: column((row) => row % 2),
    files: column(() => 0),
  }
  const begun = performance.now()
  const rows = listedRows(
    large,
    { ...noFilter, text: 'place' },
    { column: 'length', descending: true },
    known,
  )
  expect(rows).toHaveLength(many / 2)
  expect(performance.now() - begun).toBeLessThan(1000)
})

test('lengths are read as they are typed', () => {
  expect(parseLengths(' ')).toEqual({ least: 0, most: Infinity })
  expect(parseLengths('<100')).toEqual({ least: 0, most: 99 })
  expect(parseLengths('300')).toEqual({ least: 300, most: 300 })
  expect(parseLengths('long')).toBeUndefined()
})
