import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { EngineError } from '#shared/errors.ts'
import type { DatasetSummary } from '#shared/model/dataset.ts'
import { placeId } from '#shared/model/place.ts'
import {
  unmarked,
  type EarlierReview,
  type EpisodeMarks,
  type MarkChange,
  type MarksAt,
} from '#shared/model/review.ts'
import { fakeApi } from '#renderer/api/fake.ts'
import { useNotices } from '#renderer/features/shell/notices-store.ts'
import { changedMarks } from './marks.ts'
import {
  followReview,
  forgetReview,
  keepMarksOnLeaving,
  leaveEarlierMarks,
  mark,
  marksSent,
  readMarks,
  redoMark,
  takeOverMarks,
  undoDecision,
  undoMark,
  useReview,
} from './review-store.ts'

const place = placeId.parse('a'.repeat(32))

/** A main process that keeps marks, and can be told to fail. */
function keeper() {
  const kept = new Map<number, EpisodeMarks>()
  const state = {
    revision: 0,
    isLocked: false,
    isClosed: false,
    fingerprint: 'f',
    earlier: undefined as EarlierReview | undefined,
    settled: [] as boolean[],
  }
  const fake = fakeApi({
    'review.list': () => {
      if (state.isClosed) throw new Error('closed')
      return {
        fingerprint: state.fingerprint,
        revision: state.revision,
        marks: [...kept.values()],
        earlier: state.earlier,
      }
    },
    'review.set': ({ fingerprint, changes, settles }) => {
      if (state.isLocked) throw new Error('locked')
      if (fingerprint !== state.fingerprint) throw new EngineError('SOURCE_CHANGED', 'changed')
      if (settles !== undefined) state.settled.push(settles)
      const marks = changes.map((change) => {
        const own = changedMarks(kept.get(change.episode) ?? unmarked(change.episode), change)
        kept.set(change.episode, own)
        return own
      })
      return { fingerprint: state.fingerprint, revision: ++state.revision, marks }
    },
  })
  return { ...fake, kept, state }
}
const settled = () => vi.waitFor(() => Promise.resolve())
const flagged = () => [...useReview.getState().marks.values()].map(({ episode }) => episode)

beforeEach(forgetReview)

test('marks at once, takes back and does again; a new mark ends what could be done again', async () => {
  const { api, kept } = keeper()
  const end = followReview(api, place)
  await vi.waitFor(() => {
    expect(useReview.getState().fingerprint).toBe('f')
  })
  mark(api, { episode: 1, isFlagged: true })
  mark(api, { episode: 2, note: 'odd' })
  expect(flagged()).toEqual([1, 2])
  expect(undoMark(api)).toBe(2)
  expect(undoMark(api)).toBe(1)
  expect(undoMark(api)).toBeUndefined()
  expect(flagged()).toEqual([])
  expect(redoMark(api)).toBe(1)
  mark(api, { episode: 3, isExcluded: true })
  expect(redoMark(api)).toBeUndefined()
  await vi.waitFor(() => {
    expect(kept.get(3)?.isExcluded).toBe(true)
  })
  expect(kept.get(1)?.isFlagged).toBe(true)
  expect(kept.get(2)?.note).toBe('')
  end()
})

test('takes what other windows do, not what is older than its own', async () => {
  const { api, emit } = keeper()
  const end = followReview(api, place)
  await vi.waitFor(() => {
    expect(useReview.getState().fingerprint).toBe('f')
  })
  mark(api, { episode: 1, isFlagged: true })
  emit('review.changed', { fingerprint: 'f', revision: 1, marks: [unmarked(1)] })
  expect(flagged()).toEqual([1])
  await settled()
  emit('review.changed', { fingerprint: 'f', revision: 9, marks: [{ ...unmarked(5), tags: [1] }] })
  emit('review.changed', { fingerprint: 'other', revision: 10, marks: [{ ...unmarked(6), tags: [1] }] })
  expect(flagged()).toEqual([1, 5])
  end()
})

test('shows what is kept when a mark could not be', async () => {
  const { api, state } = keeper()
  const end = followReview(api, place)
  await vi.waitFor(() => {
    expect(useReview.getState().fingerprint).toBe('f')
  })
  state.isLocked = true
  mark(api, { episode: 1, isFlagged: true })
  expect(flagged()).toEqual([1])
  await vi.waitFor(() => {
    expect(flagged()).toEqual([])
  })
  expect(useReview.getState().undo).toEqual([])
  end()
})

/** A main process that answers changes when it is told to. */
function slow() {
  const answers: ((answer: MarksAt) => void)[] = []
  const fake = fakeApi({
    'review.list': () => ({ fingerprint: 'f', revision: 0, marks: [], earlier: undefined }),
    'review.set': () => new Promise((resolve) => answers.push(resolve)),
  })
  const sets = () =>
    fake.calls.flatMap(({ name, input }) =>
      name === 'review.set' ? [(input as { readonly changes: readonly MarkChange[] }).changes] : [],
    )
  return { ...fake, answers, sets }
}

test('sends what waits for the call before as one', async () => {
  const { api, answers, sets } = slow()
  const end = followReview(api, place)
  await vi.waitFor(() => {
    expect(useReview.getState().fingerprint).toBe('f')
  })
  mark(api, { episode: 1, isFlagged: true })
  mark(api, { episode: 1, isFlagged: false })
  mark(api, { episode: 2, isExcluded: true })
  await vi.waitFor(() => {
    expect(answers).toHaveLength(1)
  })
  await settled()
  expect(sets()).toHaveLength(1)
  answers[0]!({ fingerprint: 'f', revision: 1, marks: [{ ...unmarked(1), isFlagged: true }] })
  await vi.waitFor(() => {
    expect(answers).toHaveLength(2)
  })
  expect(sets()[1]).toEqual([
    { episode: 1, isFlagged: false },
    { episode: 2, isExcluded: true },
  ])
  answers[1]!({ fingerprint: 'f', revision: 2, marks: [unmarked(1), { ...unmarked(2), isExcluded: true }] })
  await marksSent()
  expect(flagged()).toEqual([2])
  end()
})

test('loses no mark with the page: what waits and what is on its way are sent at once', async () => {
  const page = new EventTarget()
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page))
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page))
  onTestFinished(() => {
    vi.unstubAllGlobals()
  })
  const { api, answers, sets } = slow()
  const ends = [followReview(api, place), keepMarksOnLeaving(api)]
  await vi.waitFor(() => {
    expect(useReview.getState().fingerprint).toBe('f')
  })
  for (const episode of [1, 2, 3]) mark(api, { episode, isFlagged: true })
  page.dispatchEvent(new Event('pagehide'))
  await vi.waitFor(() => {
    expect(sets().map((changes) => changes.map(({ episode }) => episode))).toEqual([[1], [1], [2, 3]])
  })
  for (const answer of answers) answer({ fingerprint: 'f', revision: 1, marks: [] })
  await marksSent()
  for (const end of ends) end()
})

test('says that a mark could not be kept also when another dataset was opened meanwhile', async () => {
  const { api, state } = keeper()
  const end = followReview(api, place)
  await vi.waitFor(() => {
    expect(useReview.getState().fingerprint).toBe('f')
  })
  useNotices.setState({ notices: [] })
  state.isLocked = true
  mark(api, { episode: 1, isFlagged: true })
  end()
  followReview(api, placeId.parse('b'.repeat(32)))()
  await marksSent()
  expect(useNotices.getState().notices.map(({ message }) => message)).toEqual(['locked'])
})

test('shows the marks of the dataset as it is when it changed meanwhile, and says so', async () => {
  const { api, kept, state } = keeper()
  const end = followReview(api, place)
  await vi.waitFor(() => {
    expect(useReview.getState().fingerprint).toBe('f')
  })
  mark(api, { episode: 1, isExcluded: true })
  await settled()
  kept.clear()
  state.fingerprint = 'g'
  mark(api, { episode: 2, isExcluded: true })
  await vi.waitFor(() => {
    expect(useReview.getState().fingerprint).toBe('g')
  })
  // Its number may be that of another episode.
  expect(flagged()).toEqual([])
  expect(useReview.getState().undo).toEqual([])
  expect(useNotices.getState().notices.map(({ code }) => code)).toContain('SOURCE_CHANGED')
  end()
})

test('has the marks of the dataset as it is as soon as the library finds that it changed', async () => {
  const { api, calls, kept, state, emit } = keeper()
  const end = followReview(api, place)
  await vi.waitFor(() => {
    expect(useReview.getState().fingerprint).toBe('f')
  })
  const change = (id = place) => {
    const changed = [{ place: { id } } as DatasetSummary]
    emit('library.changed', { changed, removed: [], isScanning: false })
  }
  mark(api, { episode: 1, isFlagged: true })
  change(placeId.parse('b'.repeat(32)))
  change()
  await vi.waitFor(() => {
    expect(calls.filter(({ name }) => name === 'review.list')).toHaveLength(2)
  })
  await marksSent()
  expect(flagged()).toEqual([1])
  expect(useReview.getState().undo).toHaveLength(1)
  kept.clear()
  state.fingerprint = 'g'
  change()
  await vi.waitFor(() => {
    expect(useReview.getState()).toMatchObject({ fingerprint: 'g', undo: [] })
  })
  expect(flagged()).toEqual([])
  end()
})

test('takes over what an earlier review marked as one step, and goes back to nothing decided', async () => {
  const { api, kept, state } = keeper()
  state.earlier = {
    marks: [
      { ...unmarked(1), isExcluded: true, tags: [2], note: 'slipped' },
      { ...unmarked(2), trim: { from: 3, to: 9 } },
    ],
    leftOut: [{ marks: { ...unmarked(3), isExcluded: true }, was: 40, is: 41 }],
  }
  const end = followReview(api, place)
  await vi.waitFor(() => {
    expect(useReview.getState().earlier).toBeDefined()
  })
  mark(api, { episode: 1, tags: [1], note: 'new' })
  takeOverMarks(api)
  await marksSent()
  expect(kept.get(1)).toMatchObject({ isExcluded: true, tags: [1, 2], note: 'new' })
  expect(kept.get(2)?.trim).toEqual({ from: 3, to: 9 })
  expect(kept.has(3)).toBe(false)
  expect(useReview.getState().decision).toBe('taken')
  expect(undoMark(api)).toBeUndefined()
  expect(flagged()).toEqual([1])
  expect(useReview.getState().decision).toBeUndefined()
  leaveEarlierMarks(api)
  await marksSent()
  expect(kept.get(1)).toMatchObject({ isExcluded: false, tags: [1], note: 'new' })
  expect(kept.get(2)?.trim).toBeUndefined()
  // The last two may have gone as one.
  expect([state.settled[0], state.settled.at(-1)]).toEqual([true, true])
  undoDecision(api)
  await marksSent()
  expect(state.settled.at(-1)).toBe(false)
  end()
})

test('says why there are no marks, and asks again', async () => {
  const { api, state } = keeper()
  state.isClosed = true
  const end = followReview(api, place)
  await vi.waitFor(() => {
    expect(useReview.getState().error).toBeDefined()
  })
  state.isClosed = false
  readMarks(api, place)
  await vi.waitFor(() => {
    expect(useReview.getState()).toMatchObject({ fingerprint: 'f', error: undefined })
  })
  end()
})
