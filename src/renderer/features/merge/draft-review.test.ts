import { describe, expect, test } from 'vitest'
import { mergeDraftSchema } from '#shared/model/merge.ts'
import { placeId } from '#shared/model/place.ts'
import type { ReviewedSource } from '#shared/model/review.ts'
import {
  againstReview,
  excludedCount,
  withReviews,
  withReviewTaken,
  type KnownReviews,
} from './draft-review.ts'
import { emptyDraft, withEpisodes, withoutTrims, withSources } from './draft.ts'

const [a, b] = ['a', 'b'].map((letter) => placeId.parse(letter.repeat(20)))
const ab = withSources(emptyDraft(undefined), [a!, b!])
const trim = { episode: 2, from: 3, to: 9 }
const review: ReviewedSource = { place: b!, kept: [0, 2], excluded: [1], trims: [trim] }
const known: KnownReviews = new Map([
  [a!, undefined],
  [b!, review],
])
const reviewed = withReviews(ab, known)

describe('a source that follows its review', () => {
  test('loses what that excludes and trims, and gets it back when that is taken back', () => {
    expect(reviewed.sources[0]).toBe(ab.sources[0])
    expect(reviewed.sources[1]).toEqual({ place: b, episodes: [0, 2], trims: [trim], followsReview: true })
    expect(mergeDraftSchema.safeParse(reviewed).success).toBe(true)
    expect(excludedCount(reviewed.sources[1]!, review)).toBe(1)
    const later = withReviews(reviewed, new Map([[b!, { ...review, kept: [2], excluded: [0, 1] }]]))
    expect(later.sources[1]!.episodes).toEqual([2])
    expect(withReviews(later, new Map([[b!, undefined]]))).toEqual(ab)
  })

  test('stays as it is while nothing is known, or nothing new', () => {
    expect(withReviews(reviewed, new Map())).toBe(reviewed)
    expect(withReviews(reviewed, structuredClone(known))).toBe(reviewed)
  })
})

describe('a source whose episodes somebody chose', () => {
  test.each([
    ['all of them', withEpisodes(reviewed, 1, undefined), { excluded: [1], trims: [] }],
    ['some of them', withEpisodes(reviewed, 1, [2, 1]), { excluded: [1], trims: [] }],
    ['whole ones', withoutTrims(reviewed, 1), { excluded: [], trims: [trim] }],
    ['those that the review keeps', withEpisodes(reviewed, 1, [2, 0]), undefined],
  ])('keeps %s, and what is against the review is told', (_what, chosen, against) => {
    expect(withReviews(chosen, known)).toBe(chosen)
    expect(againstReview(chosen.sources[1]!, review)).toEqual(against)
  })

  test('loses what the review excludes when the user says so, and nothing else', () => {
    const chosen = withoutTrims(withEpisodes(reviewed, 1, [2, 1]), 1)
    const taken = withReviewTaken(chosen, 1, review)
    expect(taken.sources[1]).toEqual({ place: b, episodes: [2], trims: [trim] })
    expect(againstReview(taken.sources[1]!, review)).toBeUndefined()
  })

  test('follows its review again when that is all that it says', () => {
    const all = withoutTrims(withEpisodes(reviewed, 1, undefined), 1)
    expect(withReviewTaken(all, 1, review)).toEqual(reviewed)
  })
})
