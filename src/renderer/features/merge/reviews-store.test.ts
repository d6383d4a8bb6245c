import { beforeEach, describe, expect, test, vi } from 'vitest'
import { fakeApi } from '#renderer/api/fake.ts'
import { EngineError } from '#shared/errors.ts'
import { jobId } from '#shared/model/job.ts'
import { placeId, type Place } from '#shared/model/place.ts'
import type { SourceReviews } from '#shared/model/review.ts'
import { addSources, draftStarted, forgetDraft, useDraft } from './draft-store.ts'
import {
  areReviewsAwaited,
  areReviewsKnown,
  askForReviews,
  forgetReviews,
  unreadCount,
  useReviews,
} from './reviews-store.ts'

const place = (letter: string): Place => ({
  id: placeId.parse(letter.repeat(20)),
  path: `/data/${letter}`,
  name: letter,
})
const [a, b] = [place('a'), place('b')]
const excluding = (...excluded: number[]): SourceReviews => ({
  losing: [{ place: a.id, kept: [0, 1, 2].filter((e) => !excluded.includes(e)), excluded, trims: [] }],
  earlier: [],
  unread: [],
})
const sources = () => useDraft.getState().draft.sources
const isKnown = () => areReviewsKnown(sources(), useReviews.getState())

beforeEach(() => {
  forgetDraft()
  forgetReviews()
})

/** Asks until everything is answered. */
async function answered(api: Parameters<typeof askForReviews>[0]): Promise<void> {
  askForReviews(api)
  await vi.waitFor(() => {
    expect(areReviewsAwaited(sources(), useReviews.getState())).toBe(false)
  })
}

describe('the reviews of the sources of a draft', () => {
  test('are asked for before a merge can start, of what is new only, and followed', async () => {
    const { api, calls } = fakeApi({ 'review.sources': () => excluding(1) })
    addSources([a, a])
    expect(isKnown()).toBe(false)
    await answered(api)
    expect(sources().map(({ episodes }) => episodes)).toEqual([
      [0, 2],
      [0, 2],
    ])
    expect(isKnown()).toBe(true)
    addSources([b, a])
    expect(isKnown()).toBe(false)
    await answered(api)
    expect(sources().map(({ episodes }) => episodes)).toEqual([[0, 2], [0, 2], undefined, [0, 2]])
    expect(calls.map(({ input }) => input)).toEqual([{ places: [a.id] }, { places: [b.id] }])
  })

  test('are followed later too, without that being the work of the user', async () => {
    let review = excluding()
    const { api } = fakeApi({ 'review.sources': () => review })
    addSources([a])
    await answered(api)
    const job = jobId.parse('00000000-0000-4000-8000-000000000001')
    draftStarted(job)
    review = excluding(0, 2)
    forgetReviews([a.id])
    expect(isKnown()).toBe(false)
    await answered(api)
    expect(sources()).toMatchObject([{ episodes: [1] }])
    expect(useDraft.getState().startedAs).toBe(job)
  })

  test('an answer from before something changed does not count', async () => {
    const first = Promise.withResolvers<SourceReviews>()
    const answers = [first.promise, excluding(1)]
    const { api, calls } = fakeApi({ 'review.sources': () => answers.shift()! })
    addSources([a])
    askForReviews(api)
    await vi.waitFor(() => {
      expect(calls).toHaveLength(1)
    })
    forgetReviews()
    await answered(api)
    first.resolve(excluding())
    await first.promise
    await Promise.resolve()
    expect(sources()).toMatchObject([{ episodes: [0, 2] }])
  })

  test('nothing is merged while nobody can tell, but what somebody chose is', async () => {
    const { api } = fakeApi({ 'review.sources': () => ({ losing: [], earlier: [], unread: [a.id] }) })
    addSources([a])
    await answered(api)
    expect(isKnown()).toBe(false)
    expect(unreadCount(sources(), useReviews.getState())).toBe(1)
    useDraft.setState(({ draft }) => ({ draft: { ...draft, sources: [{ place: a.id, episodes: [0] }] } }))
    expect(isKnown()).toBe(true)
    expect(unreadCount(sources(), useReviews.getState())).toBe(0)
  })

  test('a failure is told, and asked for again', async () => {
    let isBroken = true
    const { api } = fakeApi({
      'review.sources': () => {
        if (isBroken) throw new EngineError('DATABASE_LOCKED', 'busy')
        return excluding(1)
      },
    })
    addSources([a])
    await answered(api)
    expect(useReviews.getState().error).toMatchObject({ message: 'busy' })
    expect(isKnown()).toBe(false)
    isBroken = false
    askForReviews(api)
    await vi.waitFor(() => {
      expect(isKnown()).toBe(true)
    })
    expect(useReviews.getState().error).toBeUndefined()
  })
})
