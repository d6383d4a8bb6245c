import { mapConcurrently } from '#engine/io/concurrent.ts'
import { EngineError, toAppError, type ErrorCode } from '#shared/errors.ts'
import type { PlaceId } from '#shared/model/place.ts'
import type { MarkChange, MarksAt, ReviewedSource, SourceReviews, Suspicion } from '#shared/model/review.ts'
import type { Database } from './database.ts'
import type { Events } from './events.ts'
import type { Places } from './places.ts'
import type { Reader } from './reader.ts'
import { changeMarks, marksOf, type MarkKind } from './review/marks-table.ts'

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
}

/**
 * Flags, tags, notes, trims and exclusions of episodes, kept under the fingerprint of their dataset: a copy has them, too; a
 * dataset that was changed is another one. The dataset itself is only read.
 */
export class Review {
  readonly #context: ReviewContext
  #revision = 0

  constructor(context: ReviewContext) {
    this.#context = context
  }

  /** Throws what opening the dataset throws. */
  async list(place: PlaceId, signal?: AbortSignal): Promise<MarksAt> {
    const fingerprint = await this.#fingerprint(await this.#context.places.resolve(place), signal)
    return { fingerprint, revision: this.#revision, marks: marksOf(this.#context.db, fingerprint) }
  }

  /**
   * All changes are kept, or none. Throws `SOURCE_CHANGED` when the dataset is not what they were made for any more, and
   * what opening it throws.
   */
  async set(place: PlaceId, { fingerprint, changes }: MarkChanges, signal?: AbortSignal): Promise<MarksAt> {
    const { db, events, places } = this.#context
    const path = await places.resolve(place)
    if ((await this.#fingerprint(path, signal)) !== fingerprint) throw changed(path)
    const marks = changeMarks(db, fingerprint, changes)
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
    if (!this.#hasAny('exclude') && !this.#hasAny('trim')) return { losing: [], unread: [] }
    const unread: PlaceId[] = []
    const losing = await mapConcurrently(
      [...new Set(places)],
      async (place): Promise<readonly ReviewedSource[]> => {
        try {
          return await this.#source(place, signal)
        } catch (error) {
          if (!isOfTheDataset(toAppError(error).code)) throw error
          unread.push(place)
          return []
        }
      },
      CONCURRENT,
    )
    return { losing: losing.flat(), unread }
  }

  async #source(place: PlaceId, signal: AbortSignal | undefined): Promise<ReviewedSource[]> {
    const path = await this.#context.places.resolve(place)
    const fingerprint = await this.#fingerprint(path, signal)
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

  /** The reading process keeps what it has opened: only a dataset that changed is opened again. */
  #fingerprint(path: string, signal: AbortSignal | undefined): Promise<string> {
    return this.#context.reader.request('fingerprint', { path }, { signal })
  }
}

function changed(path: string): EngineError {
  return new EngineError(
    'SOURCE_CHANGED',
    `${path} changed while it was reviewed: the last mark was not set`,
    {
      hint: 'Its episodes are shown as they are now, with the marks that they have. Look through them again.',
    },
  )
}

/** Whether a dataset itself is why nothing is known of it. */
function isOfTheDataset(code: ErrorCode): boolean {
  return !['CANCELLED', 'READER_CRASHED', 'INTERNAL'].includes(code) && !code.startsWith('DATABASE_')
}
