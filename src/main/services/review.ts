import { mapConcurrently } from '#engine/io/concurrent.ts'
import { EngineError, toAppError, type ErrorCode } from '#shared/errors.ts'
import type { PlaceId } from '#shared/model/place.ts'
import type {
  DatasetReview,
  EpisodeMarks,
  MarkChange,
  MarksAt,
  ReviewedBefore,
  ReviewedSource,
  SourceReviews,
  Suspicion,
} from '#shared/model/review.ts'
import type { Database } from './database.ts'
import { writeIfPossible } from './database/best-effort.ts'
import type { Events } from './events.ts'
import type { Places } from './places.ts'
import type { Reader } from './reader.ts'
import { earlierReview, marksBefore } from './review/earlier-review.ts'
import { changeMarks, marksOf, type MarkKind } from './review/marks-table.ts'
import {
  isReviewKnown,
  keepLengths,
  keepReview,
  unmeasured,
  type ReviewedState,
} from './review/reviews-table.ts'

/** Datasets that are opened at the same time to see whether they were reviewed. */
const CONCURRENT = 6

/** What the review is made from. */
export interface ReviewContext {
  readonly db: Database
  readonly events: Events
  readonly places: Places
  readonly reader: Reader
}

/** What is to become of marks of a dataset that was known by a fingerprint. */
export interface MarkChanges {
  readonly fingerprint: string
  readonly changes: readonly MarkChange[]
  /** It is decided what becomes of the earlier review; false: not any more. */
  readonly settles?: boolean | undefined
}

/**
 * Flags, tags, notes, trims and exclusions of episodes, kept under the fingerprint of their dataset: a copy has them,
 * too; a dataset that was changed is another one. That it was reviewed before is known by its path. The dataset itself
 * is only read.
 */
export class Review {
  readonly #context: ReviewContext
  #revision = 0

  constructor(context: ReviewContext) {
    this.#context = context
  }

  /** Throws what opening the dataset throws. */
  async list(place: PlaceId, signal?: AbortSignal): Promise<DatasetReview> {
    const { db } = this.#context
    const state = await this.#state(place, signal)
    const lengthsOf = (episodes: readonly number[]) => this.#lengths(state, episodes, signal)
    const earlier = await earlierReview(db, state, lengthsOf)
    if (marksOf(db, state.fingerprint).length > 0 && !isReviewKnown(db, state))
      await this.#keepWhere(state, lengthsOf)
    // In one go: marks are as new as the revision says.
    return {
      fingerprint: state.fingerprint,
      revision: this.#revision,
      marks: marksOf(db, state.fingerprint),
      earlier,
    }
  }

  /**
   * All changes are kept, or none. Throws `SOURCE_CHANGED` when the dataset is not what they were made for any more,
   * and what opening it throws.
   */
  async set(
    place: PlaceId,
    { fingerprint, changes, settles }: MarkChanges,
    signal?: AbortSignal,
  ): Promise<MarksAt> {
    const { db, events, places } = this.#context
    const path = await places.resolve(place)
    const state = { path, fingerprint }
    const episodes = new Set([...changes.map(({ episode }) => episode), ...unmeasured(db, fingerprint)])
    const lengths = await this.#lengths(state, [...episodes], signal)
    const marks = db.transaction(() => {
      keepReview(db, state, settles)
      keepLengths(db, fingerprint, lengths)
      return changeMarks(db, fingerprint, changes)
    })
    const set = { fingerprint, revision: ++this.#revision, marks }
    events.publish('review.changed', set)
    return set
  }

  /** Throws what opening the dataset throws. */
  async suspicions(place: PlaceId, signal?: AbortSignal): Promise<readonly Suspicion[]> {
    const path = await this.#context.places.resolve(place)
    return this.#context.reader.request('suspicions', { path }, { signal })
  }

  /** Those of the datasets that have excluded or trimmed episodes. Why one cannot be opened, a merge says. */
  async sources(places: readonly PlaceId[], signal?: AbortSignal): Promise<SourceReviews> {
    // Nothing has to be opened to know that nothing was marked.
    if (!this.#hasAny('exclude') && !this.#hasAny('trim')) return { losing: [], earlier: [], unread: [] }
    const unread: PlaceId[] = []
    const earlier: ReviewedBefore[] = []
    const losing = await mapConcurrently(
      [...new Set(places)],
      async (place): Promise<readonly ReviewedSource[]> => {
        try {
          const state = await this.#state(place, signal)
          earlier.push(...reviewedBefore(place, marksBefore(this.#context.db, state)))
          return await this.#source(place, state, signal)
        } catch (error) {
          if (!isOfTheDataset(toAppError(error).code)) throw error
          unread.push(place)
          return []
        }
      },
      CONCURRENT,
    )
    return { losing: losing.flat(), earlier, unread }
  }

  async #source(
    place: PlaceId,
    { path, fingerprint }: ReviewedState,
    signal: AbortSignal | undefined,
  ): Promise<ReviewedSource[]> {
    const marks = marksOf(this.#context.db, fingerprint)
    const left = new Set(marks.filter(({ isExcluded }) => isExcluded).map(({ episode }) => episode))
    const trims = marks.flatMap(({ episode, isExcluded, trim }) =>
      trim === undefined || isExcluded ? [] : [{ episode, ...trim }],
    )
    if (left.size === 0 && trims.length === 0) return []
    const { episodes } = await this.#context.reader.request('index', { path }, { signal })
    const known = new Set(episodes)
    return [
      {
        place,
        kept: episodes.filter((episode) => !left.has(episode)),
        excluded: episodes.filter((episode) => left.has(episode)),
        trims: trims.filter(({ episode }) => known.has(episode)),
      },
    ]
  }

  #hasAny(kind: MarkKind): boolean {
    return this.#context.db.prepare('SELECT 1 FROM flags WHERE kind = ? LIMIT 1').get(kind) !== undefined
  }

  async #state(place: PlaceId, signal: AbortSignal | undefined): Promise<ReviewedState> {
    const path = await this.#context.places.resolve(place)
    return { path, fingerprint: await this.#fingerprint(path, signal) }
  }

  /** How long episodes are, in frames. Throws `SOURCE_CHANGED` when the dataset is in another state. */
  async #lengths(
    { path, fingerprint }: ReviewedState,
    episodes: readonly number[],
    signal: AbortSignal | undefined,
  ): Promise<ReadonlyMap<number, number | undefined>> {
    const input = { path, episodes: [...episodes] }
    const now = await this.#context.reader.request('lengths', input, { signal })
    if (now.fingerprint !== fingerprint) throw changed(path)
    return new Map(episodes.map((episode, i) => [episode, now.lengths[i] ?? undefined]))
  }

  /**
   * Keeps where marks were come across that were made elsewhere, or before that was kept: to look at them needs it not.
   */
  async #keepWhere(
    state: ReviewedState,
    lengthsOf: (episodes: readonly number[]) => Promise<ReadonlyMap<number, number | undefined>>,
  ): Promise<void> {
    const { db } = this.#context
    const lengths = await lengthsOf(unmeasured(db, state.fingerprint))
    writeIfPossible(db, () => {
      keepReview(db, state)
      keepLengths(db, state.fingerprint, lengths)
    })
  }

  /** The reading process keeps what it has opened: only a dataset that changed is opened again. */
  #fingerprint(path: string, signal: AbortSignal | undefined): Promise<string> {
    return this.#context.reader.request('fingerprint', { path }, { signal })
  }
}

function reviewedBefore(place: PlaceId, marks: readonly EpisodeMarks[]): ReviewedBefore[] {
  const excluded = marks.filter(({ isExcluded }) => isExcluded).length
  const trimmed = marks.filter(({ isExcluded, trim }) => !isExcluded && trim !== undefined).length
  return excluded + trimmed === 0 ? [] : [{ place, excluded, trimmed }]
}

function changed(path: string): EngineError {
  return new EngineError('SOURCE_CHANGED', `${path} changed while it was reviewed`, {
    hint: 'Its episodes are shown as they are now, with the marks that they have. What was marked last is not kept.',
  })
}

/** Whether a dataset itself is why nothing is known of it. */
function isOfTheDataset(code: ErrorCode): boolean {
  return !['CANCELLED', 'READER_CRASHED', 'INTERNAL'].includes(code) && !code.startsWith('DATABASE_')
}
