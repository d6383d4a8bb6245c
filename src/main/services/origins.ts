import { toAppError } from '#shared/errors.ts'
import type { EpisodeOrigin, OriginPlace } from '#shared/model/dataset.ts'
import type { PlaceId } from '#shared/model/place.ts'
import type { StatedOrigin } from '#main/runner/reader-protocol.ts'
import type { History } from './history.ts'
import type { StoredSource } from './history/records.ts'
import type { Library } from './library.ts'
import type { Places } from './places.ts'
import type { Reader } from './reader.ts'

/** Merges of merges that are followed: more would be a circle. */
const MAX_GENERATIONS = 16
/** Datasets of the same name that are opened to see whether they are the one. */
const MAX_NAMESAKES = 4

/** What origins are found with. */
export interface OriginsContext {
  readonly places: Places
  /** May have to open large datasets: better one that keeps nobody waiting. */
  readonly reader: Reader
  readonly history: Pick<History, 'sourcesLike'>
  readonly library: Pick<Library, 'pathsNamed'>
}

/** A path where a source may be. */
interface Candidate {
  readonly path: string
  /** How it was when it was merged from there; undefined where only the name is the same. */
  readonly merged: StoredSource | undefined
}

/** From the best to the worst thing to tell. */
const order: readonly OriginPlace['kind'][] = [
  'here',
  'changed',
  'unreadable',
  'missing',
  'outside',
  'unknown',
]

/**
 * Follows episodes of merged datasets back to what they were merged from. A dataset names its sources by name and
 * content, not by place, since it may travel: the history knows where they were, and the library may know them.
 */
export class Origins {
  readonly #context: OriginsContext

  constructor(context: OriginsContext) {
    this.#context = context
  }

  /** The source of an episode, its source, and so on, as far as they are found. Throws `PLACE_…` or `FILE_MISSING`. */
  async of(place: PlaceId, episode: number, signal?: AbortSignal): Promise<EpisodeOrigin[]> {
    const { places, reader } = this.#context
    const origins: EpisodeOrigin[] = []
    let at = { path: await places.resolve(place), episode }
    while (origins.length < MAX_GENERATIONS) {
      const stated = await reader.request('origin', at, { signal })
      if (stated === undefined) break
      const where = await this.#find(stated, signal)
      origins.push({ dataset: stated.name, episode: stated.episode, where })
      if (where.kind !== 'here') break
      at = { path: where.place.path, episode: stated.episode }
    }
    return origins
  }

  async #find(stated: StatedOrigin, signal: AbortSignal | undefined): Promise<OriginPlace> {
    let best: OriginPlace = { kind: 'unknown' }
    for (const candidate of this.#candidates(stated)) {
      const found = await this.#look(stated, candidate, signal)
      if (order.indexOf(found.kind) < order.indexOf(best.kind)) best = found
      if (best.kind === 'here') break
    }
    return best
  }

  #candidates({ name, fingerprint }: StatedOrigin): Candidate[] {
    const { history, library } = this.#context
    const merged = history.sourcesLike(fingerprint)
    const known = new Set(merged.map(({ path }) => path))
    const namesakes = library.pathsNamed(name).filter((path) => !known.has(path))
    return [
      ...merged.map((source) => ({ path: source.path, merged: source })),
      ...namesakes.slice(0, MAX_NAMESAKES).map((path) => ({ path, merged: undefined })),
    ]
  }

  async #look(
    { fingerprint, episode }: StatedOrigin,
    { path, merged }: Candidate,
    signal: AbortSignal | undefined,
  ): Promise<OriginPlace> {
    const { places, reader } = this.#context
    try {
      const place = await places.admit(path)
      const now = await reader.request('fingerprint', { path: place.path }, { signal })
      if (now === fingerprint) return { kind: 'here', place }
      if (merged === undefined) return { kind: 'unknown' }
      // Where episodes were added, this one may still be what it was.
      const then = merged.digests?.episodes[episode]
      const { episodes } = await reader.request('digests', { path: place.path }, { signal })
      return { kind: then !== undefined && then === episodes[episode] ? 'here' : 'changed', place }
    } catch (thrown) {
      const error = toAppError(thrown)
      if (error.code === 'CANCELLED') throw thrown
      if (merged === undefined) return { kind: 'unknown' }
      if (error.code === 'PLACE_OUTSIDE') return { kind: 'outside' }
      if (error.code === 'FILE_MISSING' || error.code === 'NOT_A_DATASET') return { kind: 'missing', path }
      return { kind: 'unreadable', path, error }
    }
  }
}
