import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { refuseIfBlocked } from '#engine/index.ts'
import { EngineError, toAppError, type AppError } from '#shared/errors.ts'
import type { FindingCode } from '#shared/findings.ts'
import type { JobId } from '#shared/model/job.ts'
import { type MergeDraft, type MergePreview, type SourceStatus } from '#shared/model/merge.ts'
import type { Place } from '#shared/model/place.ts'
import type { Recipe, Trim } from '#shared/plan.ts'
import { mergeCommand } from './again/command-text.ts'
import type { DraftKeeper } from './drafts/draft-keeper.ts'
import { checkOutput } from './drafts/output-check.ts'
import type { History } from './history.ts'
import type { Jobs } from './jobs.ts'
import type { Places } from './places.ts'
import type { PlannedMerges } from './planned-merges.ts'
import type { Reader } from './reader.ts'

/** Merges that tell how fast this machine is. */
const RATED = 20
/** Said of the output by itself. */
const OUTPUT_FINDINGS: readonly FindingCode[] = ['OUTPUT_EXISTS', 'OUTPUT_OVERLAPS_SOURCE']

/** What drafts need. */
export interface DraftsContext {
  readonly reader: Reader
  readonly places: Places
  readonly history: Pick<History, 'list'>
  readonly jobs: Pick<Jobs, 'enqueue' | 'list'>
  readonly keeper: Pick<DraftKeeper, 'started'>
  readonly planned: Pick<PlannedMerges, 'remember'>
}

/** A source of a draft: its path without links, or why there is none. */
interface DraftSource {
  readonly place: Place
  readonly path: string | undefined
  readonly error: AppError | undefined
  readonly episodes: number[] | undefined
  readonly trims: Trim[] | undefined
}

/** Merges before they run: what they would be. */
export class Drafts {
  readonly #context: DraftsContext
  readonly #previews = new Map<string, AbortController>()

  constructor(context: DraftsContext) {
    this.#context = context
  }

  /** Opens, checks and plans. Throws `CANCELLED` once a newer call with the same key comes. */
  async preview(draft: MergeDraft, key: string, signal: AbortSignal): Promise<MergePreview> {
    this.#previews.get(key)?.abort()
    const own = new AbortController()
    this.#previews.set(key, own)
    try {
      return (await this.#look(draft, AbortSignal.any([signal, own.signal]))).preview
    } finally {
      if (this.#previews.get(key) === own) this.#previews.delete(key)
    }
  }

  /** Queues the merge. Throws what is wrong with a source or the output, or `BLOCKED` with findings. */
  async start(draft: MergeDraft, signal: AbortSignal, resume = false): Promise<JobId> {
    const { preview, sources } = await this.#look(draft, signal)
    if (sources.length === 0)
      throw new EngineError('NO_SOURCES', 'no datasets to merge', { hint: 'Add at least one dataset.' })
    for (const { error } of preview.sources) if (error !== undefined) throw EngineError.from(error)
    const { path: output, problem } = preview.output
    if (problem !== undefined) throw EngineError.from(problem)
    refuseIfBlocked(preview.findings)
    if (output === undefined) throw outputOpen()
    if (preview.plan === undefined)
      throw EngineError.from(preview.problem ?? { code: 'INTERNAL', message: 'there is no plan' })
    const job = this.#context.jobs.enqueue({
      recipe: recipeOf(draft, sources, preview.sources),
      episodesTotal: preview.sources.map(({ episodes = 0 }) => episodes),
      output,
      verify: draft.verify,
      resume,
      draft,
    })
    this.#context.keeper.started(draft)
    return job
  }

  /**
   * Removes what interrupted merges into the draft's output left behind. Throws what is wrong with the output where
   * there is none.
   */
  async removeLeftovers(draft: MergeDraft): Promise<void> {
    const { places, reader } = this.#context
    const first = await Promise.all(draft.sources.slice(0, 1).map((source) => this.#source(source)))
    const output = await this.#outputOf(draft, first)
    const { path, problem } = await checkOutput(output, places, { sources: [], awaited: new Set() })
    if (path === undefined) throw problem === undefined ? outputOpen() : EngineError.from(problem)
    await reader.request('removeLeftovers', { output: path })
  }

  async #look(
    draft: MergeDraft,
    signal: AbortSignal,
  ): Promise<{ readonly preview: MergePreview; readonly sources: readonly DraftSource[] }> {
    const { reader, places, jobs, planned } = this.#context
    const sources = await Promise.all(draft.sources.map((source) => this.#source(source)))
    const output = await checkOutput(await this.#outputOf(draft, sources), places, {
      sources: sources.flatMap(({ path }) => path ?? []),
      awaited: new Set(jobs.list().flatMap((job) => (job.endedMs === undefined ? [job.outputPath] : []))),
    })
    const asked = {
      sources: sources.map(({ path, episodes, trims }) => ({ path, episodes, trims })),
      options: draft.options,
      output: output.path,
    }
    const report = await reader.request('preview', asked, { signal })
    if (report.plan !== undefined) planned.remember(report.plan.id, asked)
    const preview: MergePreview = {
      sources: report.sources.map((status, i): SourceStatus => {
        const { place, error } = sources[i]!
        return { ...status, place, name: place.name, error: error ?? status.error }
      }),
      findings: report.findings.filter(({ code }) => !OUTPUT_FINDINGS.includes(code)),
      tasks: report.tasks,
      plan: report.plan && {
        ...report.plan,
        estimatedSeconds: this.#estimate(report.plan.totals.bytes),
      },
      problem: report.problem,
      output,
      command: commandOf(draft, sources, output.path),
    }
    return { preview, sources }
  }

  /**
   * Without a chosen folder, the one that the first source lies in, if that is a dataset: a page that gave any folder
   * for one would learn its way up.
   */
  async #outputOf({ output }: MergeDraft, [first]: readonly DraftSource[]): Promise<MergeDraft['output']> {
    if (output.parent !== undefined || first?.path === undefined) return output
    const info = await stat(join(first.path, 'meta/info.json')).catch(() => undefined)
    if (info?.isFile() !== true) return output
    const beside = await this.#context.places.tryAdmit(dirname(first.path))
    return beside === undefined ? output : { ...output, parent: beside.id }
  }

  async #source({ place: id, episodes, trims: all }: MergeDraft['sources'][number]): Promise<DraftSource> {
    const { places } = this.#context
    const taken = episodes && new Set(episodes)
    const trims = all?.filter(({ episode }) => taken?.has(episode) ?? true)
    let place: Place = { id, path: '', name: 'unknown' }
    try {
      const named = places.pathOf(id)
      place = { id, path: named, name: basename(named) || named }
      return { place, path: await places.resolve(id), error: undefined, episodes, trims }
    } catch (error) {
      return { place, path: undefined, error: toAppError(error), episodes, trims }
    }
  }

  /** By how fast the last merges were. */
  #estimate(bytes: number): number | undefined {
    const { merges } = this.#context.history.list({ from: 0, count: 100 })
    const rates = merges
      .flatMap((merge) =>
        merge.status === 'succeeded' && merge.bytes !== undefined && (merge.seconds ?? 0) > 0
          ? [merge.bytes / merge.seconds!]
          : [],
      )
      .slice(0, RATED)
      .sort((a, b) => a - b)
    const rate = rates[rates.length >> 1]
    return rate === undefined || rate === 0 ? undefined : bytes / rate
  }
}

function commandOf(
  draft: MergeDraft,
  sources: readonly DraftSource[],
  output: string | undefined,
): string | undefined {
  if (sources.length === 0 || output === undefined) return undefined
  return mergeCommand({
    sources: sources.map(({ place, path, episodes, trims }) => ({
      path: path ?? place.path,
      episodes,
      trims,
    })),
    options: draft.options,
    output,
    verify: draft.verify,
  })
}

function recipeOf(
  draft: MergeDraft,
  sources: readonly DraftSource[],
  statuses: readonly SourceStatus[],
): Recipe {
  return {
    episplice: 'recipe/1',
    sources: sources.map(({ path, place, episodes, trims }, i) => ({
      path: path ?? place.path,
      name: basename(path ?? place.path),
      fingerprint: statuses[i]!.fingerprint ?? '',
      episodes,
      ...(trims === undefined || trims.length === 0 ? {} : { trims }),
    })),
    options: draft.options,
  }
}

function outputOpen(): EngineError {
  return new EngineError('OPTION_INVALID', 'the result has no name or no folder yet')
}
