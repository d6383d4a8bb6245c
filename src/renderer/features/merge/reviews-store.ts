import { create } from 'zustand'
import type { Api } from '#shared/contract.ts'
import type { AppError } from '#shared/errors.ts'
import type { PlaceId } from '#shared/model/place.ts'
import type { ReviewedBefore } from '#shared/model/review.ts'
import { marksSent } from '#renderer/features/episodes/review/review-store.ts'
import { followReviews, useDraft } from './draft-store.ts'
import type { KnownReviews } from './draft-review.ts'
import type { DraftSource } from './draft.ts'

/** What is known of the reviews of the draft's sources. */
export interface ReviewsState {
  readonly known: KnownReviews
  /** Those of known datasets that changed since they were reviewed. */
  readonly earlier: ReadonlyMap<PlaceId, ReviewedBefore>
  /** Datasets that were asked for in vain: nobody can tell what they lose. */
  readonly unread: ReadonlySet<PlaceId>
  /** Why nothing was answered at all. */
  readonly error: AppError | undefined
}

const nothing: ReviewsState = { known: new Map(), earlier: new Map(), unread: new Set(), error: undefined }

/** The reviews as this window knows them; only kept up to date while a screen of the merge is there. */
export const useReviews = create<ReviewsState>(() => nothing)

/**
 * Asks for the reviews of the draft's sources that are not known, and lets the sources follow all that are. Returns the
 * function that gives it up.
 */
export function askForReviews(api: Pick<Api, 'call'>): () => void {
  const giveUp = new AbortController()
  const { known } = useReviews.getState()
  followReviews(known)
  const { sources } = useDraft.getState().draft
  const places = [...new Set(sources.map(({ place }) => place))].filter((place) => !known.has(place))
  const ask = async (): Promise<void> => {
    // What was marked a moment ago counts.
    await marksSent()
    const result = await api.call('review.sources', { places }, { signal: giveUp.signal })
    // What was forgotten meanwhile may be otherwise by now: it is asked for once more.
    if (giveUp.signal.aborted || useReviews.getState().known !== known) return
    if (!result.ok) {
      useReviews.setState({ unread: new Set(places), error: result.error })
      return
    }
    const { losing, earlier, unread } = result.value
    const byPlace = new Map(losing.map((own) => [own.place, own]))
    const told = places.filter((place) => !unread.includes(place))
    useReviews.setState({
      known: new Map([...known, ...told.map((place) => [place, byPlace.get(place)] as const)]),
      earlier: new Map([
        ...[...useReviews.getState().earlier].filter(([place]) => known.has(place)),
        ...earlier.map((own) => [own.place, own] as const),
      ]),
      unread: new Set(unread),
      error: undefined,
    })
    followReviews(useReviews.getState().known)
  }
  if (places.length > 0) void ask()
  else if (useReviews.getState().error !== undefined)
    useReviews.setState({ unread: new Set(), error: undefined })
  return () => {
    giveUp.abort()
  }
}

/** Forgets what may be otherwise by now: of these datasets, or of all. */
export function forgetReviews(places?: readonly PlaceId[]): void {
  useReviews.setState(({ known, unread }) => ({
    known:
      places === undefined ? new Map() : new Map([...known].filter(([place]) => !places.includes(place))),
    unread: places === undefined ? new Set() : unread,
    error: undefined,
  }))
}

/** Whether nothing that a review excludes can get into a merge unnoticed. What somebody chose stays as it is. */
export function areReviewsKnown(sources: readonly DraftSource[], { known, unread }: ReviewsState): boolean {
  return sources.every(
    ({ place, followsReview }) => known.has(place) || (followsReview !== true && unread.has(place)),
  )
}

/** Whether an answer is awaited. */
export function areReviewsAwaited(sources: readonly DraftSource[], { known, unread }: ReviewsState): boolean {
  return sources.some(({ place }) => !known.has(place) && !unread.has(place))
}

/** Sources that would follow their reviews if anybody could tell what those say. */
export function unreadCount(sources: readonly DraftSource[], { known, unread }: ReviewsState): number {
  return sources.filter(
    ({ place, followsReview }) => followsReview === true && !known.has(place) && unread.has(place),
  ).length
}
