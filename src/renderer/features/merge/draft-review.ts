import type { MergeDraft } from '#shared/model/merge.ts'
import type { PlaceId } from '#shared/model/place.ts'
import type { ReviewedSource } from '#shared/model/review.ts'
import type { Trim } from '#shared/plan.ts'
import { taking, type DraftSource } from './draft.ts'

/** What datasets lose to their reviews; undefined for one that loses nothing. Of one that is not in it nothing is known. */
export type KnownReviews = ReadonlyMap<PlaceId, ReviewedSource | undefined>

/** Takes of every source that follows its review what that leaves of it. The same draft when nothing becomes different. */
export function withReviews(draft: MergeDraft, known: KnownReviews): MergeDraft {
  const sources = draft.sources.map((source): DraftSource => {
    if (source.followsReview !== true || !known.has(source.place)) return source
    const reviewed = asReviewed(source.place, known.get(source.place))
    return isSameChoice(source, reviewed) ? source : reviewed
  })
  return sources.every((source, i) => source === draft.sources[i]) ? draft : { ...draft, sources }
}

/** What a source takes although its review does not want it, because somebody chose so. */
export interface AgainstReview {
  readonly excluded: readonly number[]
  /** Of episodes that are taken whole, or in another part. */
  readonly trims: readonly Trim[]
}

/** How a choice differs from what the review says; undefined when it does not. Empty sides, but never both. */
export function againstReview(
  source: DraftSource,
  review: ReviewedSource | undefined,
): AgainstReview | undefined {
  if (review === undefined) return undefined
  const isTaken = taking(source)
  const excluded = review.excluded.filter(isTaken)
  const trims = review.trims.filter(
    (trim) => isTaken(trim.episode) && source.trims?.some((own) => isSameTrim(own, trim)) !== true,
  )
  return excluded.length === 0 && trims.length === 0 ? undefined : { excluded, trims }
}

/**
 * Leaves out of one source what its review does not want, and nothing else: episodes keep their order. When that is all
 * that the review says, the source follows it again.
 */
export function withReviewTaken(draft: MergeDraft, position: number, review: ReviewedSource): MergeDraft {
  const sources = draft.sources.map((source, i): DraftSource => {
    if (i !== position) return source
    const left = new Set(review.excluded)
    const whole = left.size === 0 ? undefined : [...review.kept]
    const episodes = source.episodes?.filter((episode) => !left.has(episode)) ?? whole
    const isTrimmed = new Set(review.trims.map(({ episode }) => episode))
    const others = source.trims?.filter(({ episode }) => !isTrimmed.has(episode)) ?? []
    const trims = [...others, ...review.trims].sort((a, b) => a.episode - b.episode)
    const taken: DraftSource = {
      place: source.place,
      ...(episodes === undefined ? {} : { episodes }),
      ...(trims.length === 0 ? {} : { trims }),
    }
    const reviewed = asReviewed(source.place, review)
    return isSameChoice(taken, reviewed) ? reviewed : taken
  })
  return { ...draft, sources }
}

/** How many episodes are left out that the review excludes. */
export function excludedCount(source: DraftSource, review: ReviewedSource | undefined): number {
  if (review === undefined) return 0
  const isTaken = taking(source)
  return review.excluded.filter((episode) => !isTaken(episode)).length
}

function asReviewed(place: PlaceId, review: ReviewedSource | undefined): DraftSource {
  const { kept = [], excluded = [], trims = [] } = review ?? {}
  return {
    place,
    ...(excluded.length === 0 ? {} : { episodes: [...kept] }),
    ...(trims.length === 0 ? {} : { trims: [...trims] }),
    followsReview: true,
  }
}

function isSameChoice(a: DraftSource, b: DraftSource): boolean {
  const [trims, others] = [a.trims ?? [], b.trims ?? []]
  return (
    (a.episodes === undefined) === (b.episodes === undefined) &&
    a.episodes?.length === b.episodes?.length &&
    (a.episodes?.every((episode, i) => episode === b.episodes?.[i]) ?? true) &&
    trims.length === others.length &&
    trims.every((trim, i) => isSameTrim(trim, others[i]!))
  )
}

function isSameTrim(a: Trim, b: Trim): boolean {
  return a.episode === b.episode && a.from === b.from && a.to === b.to
}
