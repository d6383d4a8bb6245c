import { EngineError } from '#shared/errors.ts'
import type { EpisodeValues } from '#shared/model/episode.ts'
import type { PlanId, PlannedEpisodeDetails, PlannedEpisodePage } from '#shared/model/merge.ts'
import type { ReaderInput, ReaderOutput } from '#main/runner/reader-protocol.ts'
import type { Media } from './media.ts'
import type { Places } from './places.ts'
import type { Reader } from './reader.ts'

/** Plans that can be made once more. */
const KEPT = 8

/** What the results of planned merges are looked at with. */
export interface PlannedMergesContext {
  readonly reader: Reader
  readonly places: Places
  readonly media: Media
}

type PlannedRequest = 'plannedEpisodes' | 'plannedEpisode' | 'plannedValues'

/**
 * Results of merges before they are written. The reading process remembers the plans; what they were made from is
 * remembered here, since that process may end at any time.
 */
export class PlannedMerges {
  readonly #context: PlannedMergesContext
  readonly #made = new Map<PlanId, ReaderInput<'preview'>>()

  constructor(context: PlannedMergesContext) {
    this.#context = context
  }

  /** Notes what the reading process was asked when it made a plan. */
  remember(plan: PlanId, from: ReaderInput<'preview'>): void {
    this.#made.delete(plan)
    this.#made.set(plan, from)
    for (const oldest of [...this.#made.keys()].slice(0, -KEPT)) this.#made.delete(oldest)
  }

  /** Throws `PLAN_UNKNOWN`. */
  episodes(input: ReaderInput<'plannedEpisodes'>, signal: AbortSignal): Promise<PlannedEpisodePage> {
    return this.#ask('plannedEpisodes', input, signal)
  }

  /** Throws `PLAN_UNKNOWN`, `EPISODE_UNKNOWN`, `SOURCE_CHANGED`. */
  async episode(input: ReaderInput<'plannedEpisode'>, signal: AbortSignal): Promise<PlannedEpisodeDetails> {
    const { places, media } = this.#context
    const { path, cameras, ...details } = await this.#ask('plannedEpisode', input, signal)
    const source = await places.admit(path)
    return { ...details, source, cameras: await media.cameras(source.id, cameras) }
  }

  /** Throws as {@link episode}, or what reading gives. */
  values(input: ReaderInput<'plannedValues'>, signal: AbortSignal): Promise<EpisodeValues> {
    return this.#ask('plannedValues', input, signal)
  }

  async #ask<N extends PlannedRequest>(
    name: N,
    input: ReaderInput<N>,
    signal: AbortSignal,
  ): Promise<ReaderOutput<N>> {
    const { reader } = this.#context
    try {
      return await reader.request(name, input, { signal })
    } catch (error) {
      const from = this.#made.get(input.plan)
      if (from === undefined || !(error instanceof EngineError && error.code === 'PLAN_UNKNOWN')) throw error
      await reader.request('preview', from, { signal })
      return await reader.request(name, input, { signal })
    }
  }
}
