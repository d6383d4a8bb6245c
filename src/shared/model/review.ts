import { z } from 'zod'
import type { Trim } from '../plan.ts'
import type { PlaceId } from './place.ts'

/** Tags have no names of their own: the keys 1 to 9. */
export const TAGS = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const
/** Characters of a note, at most. */
export const MAX_NOTE = 2000
/** Episodes that one call may mark. */
export const MAX_MARK_CHANGES = 100_000

const keptFrames = z
  .strictObject({ from: z.number().int().nonnegative(), to: z.number().int().positive() })
  .refine(({ from, to }) => from < to, 'a part without frames')
/** Frames `[from, to)` of an episode, counted from its first. */
export type KeptFrames = z.infer<typeof keptFrames>

/** What is to become of the marks of one episode; what is left out stays. */
export const markChangeSchema = z.strictObject({
  episode: z.number().int().nonnegative(),
  isFlagged: z.boolean().optional(),
  isExcluded: z.boolean().optional(),
  /** All tags that the episode has from now on. */
  tags: z.array(z.number().int().min(1).max(TAGS.length)).max(TAGS.length).optional(),
  note: z.string().max(MAX_NOTE).optional(),
  /** The part that is kept, frames `[from, to)`; null for all of it. */
  trim: keptFrames.nullable().optional(),
})
/** See {@link markChangeSchema}. */
export type MarkChange = z.infer<typeof markChangeSchema>

/** The marks of an episode. They are kept beside the dataset, never in it. */
export interface EpisodeMarks {
  readonly episode: number
  readonly isFlagged: boolean
  /** Left out when the dataset goes into a merge. */
  readonly isExcluded: boolean
  /** Ascending, each once. */
  readonly tags: readonly number[]
  /** Empty for none. */
  readonly note: string
  /** The part that is kept when the dataset goes into a merge; undefined for all of it. */
  readonly trim: KeptFrames | undefined
}

/** The marks of an episode that has none. */
export function unmarked(episode: number): EpisodeMarks {
  return { episode, isFlagged: false, isExcluded: false, tags: [], note: '', trim: undefined }
}

/** Marks of a dataset at some moment: of all episodes that have any, or of those that were changed. */
export interface MarksAt {
  readonly fingerprint: string
  /** Grows with every change within a run of the application. */
  readonly revision: number
  readonly marks: readonly EpisodeMarks[]
}

/** Marks that cannot be taken over from an earlier review. */
export interface LeftOutMarks {
  readonly marks: EpisodeMarks
  /** How long the episode was when it was marked, in frames; undefined where that was not known. */
  readonly was: number | undefined
  /** How long it is now; undefined where it is not there any more, or broken. */
  readonly is: number | undefined
}

/** The review of what the dataset at a path was before it changed. */
export interface EarlierReview {
  /** Of episodes that are there and as long as they were: they are taken for the same. */
  readonly marks: readonly EpisodeMarks[]
  readonly leftOut: readonly LeftOutMarks[]
}

/** All marks of a dataset as it is now. */
export interface DatasetReview extends MarksAt {
  /** Undefined where there is none, or somebody decided what becomes of its marks. */
  readonly earlier: EarlierReview | undefined
}

/** A dataset that changed since it was reviewed, and how many episodes that review left out or shortened. */
export interface ReviewedBefore {
  readonly place: PlaceId
  readonly excluded: number
  /** Without those that were excluded. */
  readonly trimmed: number
}

/** What a dataset loses to its review when it goes into a merge. Only for datasets that lose something. */
export interface ReviewedSource {
  readonly place: PlaceId
  /** Episodes in the order of the dataset. */
  readonly kept: readonly number[]
  readonly excluded: readonly number[]
  /** Of episodes that are not excluded; ascending. */
  readonly trims: readonly Trim[]
}

/** What the sources of a merge lose to their reviews. */
export interface SourceReviews {
  readonly losing: readonly ReviewedSource[]
  /** Datasets that lost something to a review of what they were before they changed. */
  readonly earlier: readonly ReviewedBefore[]
  /** Datasets that could not be opened: what they lose is not known. */
  readonly unread: readonly PlaceId[]
}

/** Why an episode is worth a look. */
export type SuspicionReason =
  /** Much longer or shorter than the others; `median` in frames. */
  | { readonly kind: 'length'; readonly median: number }
  /** Shorter than a second. */
  | { readonly kind: 'short'; readonly seconds: number }
  /** Every picture of every camera takes the same bytes as in the episode `of`, which comes first. */
  | { readonly kind: 'duplicate'; readonly of: number }
  /** Neither state nor action changes. */
  | { readonly kind: 'still' }
  /** A joint is somewhere else from one frame to the next; `frame` is the first one there. */
  | { readonly kind: 'jump'; readonly joint: string; readonly frame: number }
  /** A joint is told to move and stays where it is. */
  | { readonly kind: 'stuck'; readonly joint: string }
  /** Nearly nothing can be seen. */
  | { readonly kind: 'dark'; readonly camera: string }
  /** The picture stays the same in frames `[from, to)`, although the robot moves. */
  | { readonly kind: 'frozen'; readonly camera: string; readonly from: number; readonly to: number }

/** An episode that is worth a look, and why. */
export interface Suspicion {
  readonly episode: number
  readonly reasons: readonly SuspicionReason[]
}
