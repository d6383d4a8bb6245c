import { basename, join } from 'node:path'
import type { EpisodeMotion } from '#main/runner/reader-protocol.ts'
import { toAppError, type AppError } from '#shared/errors.ts'
import type { PlaceId } from '#shared/model/place.ts'
import type { Suspicion, SuspicionReason } from '#shared/model/review.ts'
import type { Database } from './database.ts'
import { writeIfPossible } from './database/best-effort.ts'
import type { Events } from './events.ts'
import type { Ffmpeg } from './ffmpeg.ts'
import { foundBefore, keepFound } from './inspections/inspections-table.ts'
import { motionReasons, movedShare, usualMotion } from './inspections/motion-rules.ts'
import { lookAt } from './inspections/small-pictures.ts'
import type { Places } from './places.ts'
import type { Reader } from './reader.ts'
import { SharedWork } from './shared-work.ts'

/** Counts up with every change of a rule: what was found by other rules is looked for anew. */
const RULES = 2
/** Episodes between two signs of life. */
const STEP = 25
/** The share of the work that rows are; pictures are looked at where the headers give a reason to. */
const ROWS = 0.8
/** Bytes a pixel below which a picture may be dark. */
const DARK_BYTES = 0.012
/** The share of its way that some joint moved while the picture stood still. */
const MOVED = 0.1

/** What inspections need. */
export interface InspectionsContext {
  readonly db: Database
  readonly places: Places
  readonly events: Events
  readonly reader: Reader
  /** A reader that nobody waits for with a hand on the mouse. */
  readonly background: Reader
  readonly ffmpeg: Ffmpeg
}

/** A camera's stretch that is to be looked at, and for what. */
interface Doubt {
  readonly episode: EpisodeMotion
  readonly camera: EpisodeMotion['cameras'][number]
  readonly kind: 'dark' | 'frozen'
}

/** What came of looking through a dataset. */
interface Inspected {
  readonly found: readonly Suspicion[]
  /** Why pictures that should have been looked at were not. */
  readonly unseen: AppError | undefined
}

/**
 * Looks through whole datasets for episodes that are worth a look: every row is read once, pictures only where the
 * sizes of their packets are odd. What was found is kept under the fingerprint of the dataset.
 */
export class Inspections {
  readonly #context: InspectionsContext
  readonly #inspecting = new SharedWork<readonly Suspicion[]>(1)

  constructor(context: InspectionsContext) {
    this.#context = context
  }

  /**
   * All episodes with a reason, in the order of the dataset, those without reading any row among them. Tells how far it
   * is as `review.progress`, and is given up when nobody waits for it. Pictures that cannot be looked at are told of as
   * `app.notice`; what was found without them is not kept. Throws what opening the dataset or reading its rows throws.
   */
  async get(place: PlaceId, signal?: AbortSignal): Promise<readonly Suspicion[]> {
    const { db, places, reader, events } = this.#context
    const path = await places.resolve(place)
    const fingerprint = await reader.request('fingerprint', { path }, { signal })
    const known = foundBefore(db, fingerprint, RULES)
    if (known !== undefined) return known
    const inspect = async (signal: AbortSignal): Promise<readonly Suspicion[]> => {
      const { found, unseen } = await this.#inspect(place, path, signal)
      if (unseen !== undefined) {
        events.publish('app.notice', { error: unseen })
        return found
      }
      // One that cannot be written is told of elsewhere; what was found is true all the same.
      writeIfPossible(db, () => {
        keepFound(db, fingerprint, RULES, found)
      })
      return found
    }
    return this.#inspecting.get(fingerprint, inspect, signal)
  }

  async #inspect(place: PlaceId, path: string, signal: AbortSignal): Promise<Inspected> {
    const { reader, background, events } = this.#context
    const tell = (fraction: number): void => {
      events.publish('review.progress', { place, fraction })
    }
    tell(0)
    const { episodes: listed, fps } = await reader.request('index', { path }, { signal })
    const known = await reader.request('suspicions', { path }, { signal })
    const episodes: EpisodeMotion[] = []
    for (let from = 0; from < listed.length; from += STEP) {
      const some = await background.request('motion', { path, from, count: STEP }, { signal })
      episodes.push(...some)
      tell((ROWS * Math.min(listed.length, from + STEP)) / listed.length)
      if (some.length < STEP) break
    }
    const reasons = new Map<number, SuspicionReason[]>()
    const add = (episode: number, own: readonly SuspicionReason[]): void => {
      reasons.set(episode, [...(reasons.get(episode) ?? []), ...own])
    }
    for (const { episode, reasons } of known) add(episode, reasons)
    for (const [episode, own] of motionReasons(episodes, fps)) add(episode, own)
    const doubts = doubtful(episodes)
    const unseen = new Map<number, AppError>()
    for (const [i, doubt] of doubts.entries()) {
      const { episode } = doubt.episode
      try {
        if (await this.#isTrue(doubt, path, fps, signal)) add(episode, [reasonOf(doubt)])
      } catch (thrown) {
        if (signal.aborted) throw thrown
        unseen.set(episode, toAppError(thrown))
      }
      tell(ROWS + ((1 - ROWS) * (i + 1)) / doubts.length)
    }
    tell(1)
    const found = listed.flatMap((episode) => {
      const own = reasons.get(episode)
      return own === undefined ? [] : [{ episode, reasons: own }]
    })
    return { found, unseen: unseenError(basename(path), unseen) }
  }

  /** Looks at the pictures themselves. Throws what ffmpeg throws. */
  async #isTrue(
    { episode, camera, kind }: Doubt,
    path: string,
    fps: number,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { places, ffmpeg } = this.#context
    const still = kind === 'frozen' ? camera.still! : { start: 0, end: episode.length }
    const stretch = { start: camera.start + still.start, end: camera.start + still.end }
    const { path: video } = await places.admit(join(path, camera.file))
    const seen = await lookAt(ffmpeg, { video, ...stretch, fps }, signal)
    return kind === 'frozen' ? seen.isSame : seen.isDark
  }
}

/** One error for all of them, in the words of the first. */
function unseenError(name: string, unseen: ReadonlyMap<number, AppError>): AppError | undefined {
  const [error] = unseen.values()
  if (error === undefined) return undefined
  const message = `in ${name}, pictures of ${unseen.size} ${unseen.size === 1 ? 'episode' : 'episodes'} that may be dark or frozen were not looked at: ${error.message}`
  return { ...error, message }
}

/** Where the sizes of packets and the rows give reason to look at pictures. */
function doubtful(episodes: readonly EpisodeMotion[]): Doubt[] {
  const usual = usualMotion(episodes)
  return episodes.flatMap((episode) =>
    episode.cameras.flatMap((camera): Doubt[] => {
      const { still, bytesPerPixel } = camera
      if (bytesPerPixel < DARK_BYTES) return [{ episode, camera, kind: 'dark' }]
      const isOdd = still !== undefined && movedShare(still.moved, usual) >= MOVED
      return isOdd ? [{ episode, camera, kind: 'frozen' }] : []
    }),
  )
}

function reasonOf({ camera: { camera, still }, kind }: Doubt): SuspicionReason {
  return kind === 'dark' ? { kind, camera } : { kind, camera, from: still!.start, to: still!.end }
}
