import { basename, dirname, join } from 'node:path'
import type { DatasetDigests } from '#engine/index.ts'
import { compareTrees } from '#engine/io/compare-trees.ts'
import { exists } from '#engine/io/disk.ts'
import { isInside } from '#engine/io/path-rules.ts'
import type { CallInput } from '#shared/contract.ts'
import { EngineError, toAppError } from '#shared/errors.ts'
import type { MergeComparison, MergeId, MergeRecord, SourceDrift } from '#shared/model/history.ts'
import type { JobId } from '#shared/model/job.ts'
import type { MergeDraft } from '#shared/model/merge.ts'
import type { Recipe } from '#shared/plan.ts'
import { mergeCommand } from './again/command-text.ts'
import { recipeDifferences } from './again/compare-merges.ts'
import { driftOf, driftText } from './again/drift.ts'
import { nextOutput } from './again/next-name.ts'
import { parseRecipe, recipeText } from './again/recipe-text.ts'
import type { History } from './history.ts'
import type { StoredMerge, StoredSource } from './history/records.ts'
import type { Desktop } from './host.ts'
import type { Jobs } from './jobs.ts'
import type { Places } from './places.ts'

/** Opens a dataset and digests it, in another process. Throws what opening throws. */
export type ReadDigests = (path: string, signal: AbortSignal | undefined) => Promise<DatasetDigests>

/** What repeating needs. */
export interface AgainContext {
  readonly history: History
  readonly places: Places
  readonly jobs: Pick<Jobs, 'enqueue' | 'list'>
  readonly readDigests: ReadDigests
  /** Asked what a recipe may open; undefined where folders are served. */
  readonly desktop?: Pick<Desktop, 'mayOpen'> | undefined
  /** Of the library. */
  readonly roots?: () => readonly string[]
}

/** A dataset that can be read today. */
interface Found {
  readonly path: string
  readonly digests: DatasetDigests
}

/** A source today. */
interface Looked {
  readonly source: StoredSource
  readonly drift: SourceDrift
  /** Undefined when it cannot be read. */
  readonly found: Found | undefined
}

/** Repeats recorded merges, compares them, and hands them out as drafts, recipes and commands. */
export class Again {
  readonly #context: AgainContext

  constructor(context: AgainContext) {
    this.#context = context
  }

  /** A recorded merge as a page sees it. Throws `MERGE_UNKNOWN`. */
  async record(id: MergeId): Promise<MergeRecord> {
    const { history, places } = this.#context
    const { mergeSources, verify: _, ...merge } = history.get(id)
    return {
      ...merge,
      mergeSources: mergeSources.map(({ path, name, fingerprint, episodes, episodesTotal }) => ({
        path,
        place: places.peek(path),
        name,
        fingerprint,
        episodes,
        episodesTotal,
      })),
      output: merge.status === 'succeeded' ? await places.tryAdmit(merge.outputPath) : undefined,
    }
  }

  /** How the sources of a merge stand today, in their order. Throws `MERGE_UNKNOWN` or `CANCELLED`. */
  async sources(id: MergeId, signal?: AbortSignal): Promise<SourceDrift[]> {
    const looked = await this.#look(this.#context.history.get(id), new Map(), signal)
    return looked.map(({ drift }) => drift)
  }

  /**
   * Queues the same recipe into a new folder. Throws `SOURCE_MISSING` when a source cannot be read, `SOURCE_CHANGED`
   * when one is not what it was and changes are not accepted, both with every source's drift as `details`; or
   * `OUTPUT_EXISTS`.
   */
  async run(input: CallInput<'history.runAgain'>, signal?: AbortSignal): Promise<JobId> {
    const { history, places, jobs } = this.#context
    const merge = history.get(input.merge)
    const relocated = new Map<number, string>()
    for (const { source, place } of input.relocated) relocated.set(source, await places.resolve(place))
    const looked = await this.#look(merge, relocated, signal)
    refuseUnreadable(looked)
    if (!input.acceptChanges) refuseChanged(looked)
    const output = await this.#output(merge, input.output)
    const found = looked.map((source) => source.found!)
    if (signal?.aborted === true) throw new EngineError('CANCELLED', 'given up before it was queued')
    return jobs.enqueue({
      recipe: {
        ...merge.recipe,
        sources: merge.recipe.sources.map((source, position) => {
          const { path, digests } = found[position]!
          return { ...source, path, name: basename(path), fingerprint: digests.fingerprint }
        }),
      },
      episodesTotal: found.map(({ digests }) => digests.episodes.length),
      output,
      verify: true,
      again: { merge: merge.id, output: merge.outputPath },
    })
  }

  /**
   * A merge as a draft, to be changed before it runs again: under the name it had where nothing is, as after one that
   * failed. Throws `PLACE_OUTSIDE`.
   */
  async draft(id: MergeId): Promise<MergeDraft> {
    const merge = this.#context.history.get(id)
    const parent = this.#context.places.peek(dirname(merge.outputPath))
    const isFree = merge.status !== 'running' && !(await this.#isTaken(merge.outputPath))
    const output = isFree
      ? merge.outputPath
      : await nextOutput(merge.outputPath, (path) => this.#isTaken(path))
    return this.#draftOf(merge.recipe, {
      ...(parent === undefined ? {} : { parent: parent.id }),
      name: basename(output),
      verify: merge.verify,
    })
  }

  /**
   * A draft from the text of a recipe. It comes from a page and may name any path: on a desktop the user is asked about
   * those that are neither in the library nor were chosen since the start. Throws `RECIPE_INVALID`, `PLACE_OUTSIDE`, or
   * `CANCELLED` when the answer is no.
   */
  async importRecipe(text: string): Promise<MergeDraft> {
    const { places, desktop, roots = () => [] } = this.#context
    const recipe = parseRecipe(text, 'the recipe')
    const paths = recipe.sources.flatMap(({ path }) => path ?? [])
    const known = roots()
    const unknown = [...new Set(paths)].filter(
      (path) => !places.isChosen(path) && !known.some((root) => isInside(path, root)),
    )
    if (desktop !== undefined && unknown.length > 0 && !(await desktop.mayOpen(unknown)))
      throw new EngineError('CANCELLED', 'the recipe was not opened')
    return this.#draftOf(recipe, { name: '', verify: true })
  }

  /** The recipe of a merge as a file. */
  exportRecipe(id: MergeId): { readonly fileName: string; readonly text: string } {
    const { name, recipe } = this.#context.history.get(id)
    return { fileName: `${name}.recipe.json`, text: recipeText(recipe) }
  }

  /** The command that does the same merge. Throws `NOT_AVAILABLE` where only a recipe can say it. */
  command(id: MergeId): string {
    const { recipe, outputPath, verify } = this.#context.history.get(id)
    const sources = recipe.sources.map(({ path = '', episodes, trims }) => ({ path, episodes, trims }))
    const command = mergeCommand({ sources, options: recipe.options, output: outputPath, verify })
    if (command !== undefined) return command
    throw new EngineError('NOT_AVAILABLE', 'this merge cannot be said in flags of a command', {
      hint: 'Save its recipe and run: episplice merge --recipe FILE --out DIR',
    })
  }

  /** Two merges side by side: what was asked for, and, while both are there, the results. */
  async compare(a: MergeId, b: MergeId, signal?: AbortSignal): Promise<MergeComparison> {
    const { history, places } = this.#context
    const [one, other] = [history.get(a), history.get(b)]
    const resultOf = async ({ status, outputPath }: StoredMerge) =>
      status === 'succeeded' ? await places.tryAdmit(outputPath) : undefined
    const [earlier, later] = [await resultOf(one), await resultOf(other)]
    return {
      a: summaryOf(one),
      b: summaryOf(other),
      recipe: recipeDifferences(one, other),
      results:
        earlier === undefined || later === undefined
          ? { kind: 'unknown', reason: `the result of #${earlier === undefined ? a : b} is not there` }
          : await compareTrees(earlier.path, later.path, { signal }),
    }
  }

  /** Looks at every source of a merge, or at what took its place; the same folder once. */
  async #look(
    merge: StoredMerge,
    relocated: ReadonlyMap<number, string>,
    signal: AbortSignal | undefined,
  ): Promise<Looked[]> {
    const read = new Map<string, Promise<Found | SourceDrift>>()
    const looked: Looked[] = []
    // One after another: the reading process opens one dataset at a time as fast as the disk allows.
    for (const [position, source] of merge.mergeSources.entries()) {
      const path = relocated.get(position) ?? source.path
      const reading = read.get(path) ?? this.#read(path, signal)
      read.set(path, reading)
      const found = await reading
      looked.push(
        'kind' in found
          ? { source, drift: found, found: undefined }
          : { source, drift: driftOf(source, found.digests), found },
      )
    }
    return looked
  }

  async #read(path: string, signal: AbortSignal | undefined): Promise<Found | SourceDrift> {
    const { places, readDigests } = this.#context
    try {
      const place = await places.admit(path)
      return { path: place.path, digests: await readDigests(place.path, signal) }
    } catch (thrown) {
      const error = toAppError(thrown)
      if (error.code === 'CANCELLED') throw thrown
      if (error.code === 'PLACE_OUTSIDE') return { kind: 'outside' }
      if (error.code === 'FILE_MISSING' && !(await exists(path))) return { kind: 'missing' }
      return { kind: 'unreadable', error }
    }
  }

  async #output(merge: StoredMerge, chosen: CallInput<'history.runAgain'>['output']): Promise<string> {
    const { places } = this.#context
    const isTaken = (path: string): Promise<boolean> => this.#isTaken(path)
    if (chosen === undefined) {
      const { path } = await places.admit(dirname(merge.outputPath))
      return nextOutput(join(path, basename(merge.outputPath)), isTaken)
    }
    const path = join(await places.resolve(chosen.parent), chosen.name)
    if (await isTaken(path))
      throw new EngineError('OUTPUT_EXISTS', `${path} exists already`, { hint: 'Choose another name.' })
    return path
  }

  /** Something is there, or a queued merge will make it. */
  async #isTaken(path: string): Promise<boolean> {
    const isAwaited = this.#context.jobs
      .list()
      .some(({ outputPath, endedMs }) => endedMs === undefined && outputPath === path)
    return isAwaited || (await exists(path))
  }

  #draftOf(
    recipe: Recipe,
    { verify, ...output }: MergeDraft['output'] & Pick<MergeDraft, 'verify'>,
  ): MergeDraft {
    const sources = recipe.sources.map(({ path, name: source, episodes, trims }) => {
      if (path === undefined) {
        throw new EngineError('RECIPE_INVALID', `the recipe does not say where ${source} is`, {
          hint: 'Choose a recipe that was saved when merging, not the one inside of a dataset.',
        })
      }
      const place = this.#context.places.peek(path)
      if (place === undefined) throw new EngineError('PLACE_OUTSIDE', `${path} is not in a served folder`)
      return {
        place: place.id,
        ...(episodes === undefined ? {} : { episodes: [...episodes] }),
        ...(trims === undefined ? {} : { trims: [...trims] }),
      }
    })
    return { sources, options: recipe.options, output, verify }
  }
}

function summaryOf(merge: StoredMerge): MergeComparison['a'] {
  const { id, name, outputPath, status, startedMs, seconds, sources, episodes, frames, bytes, by, again } =
    merge
  return { id, name, outputPath, status, startedMs, seconds, sources, episodes, frames, bytes, by, again }
}

function refuseUnreadable(looked: readonly Looked[]): void {
  const lost = looked.filter(({ found }) => found === undefined)
  if (lost.length === 0) return
  throw new EngineError('SOURCE_MISSING', listText(lost), {
    hint: 'Say where it is now, or leave it out by running the merge again with changes.',
    details: { drift: looked.map(({ drift }) => drift) },
  })
}

function refuseChanged(looked: readonly Looked[]): void {
  const moved = looked.filter(({ drift }) => drift.kind !== 'unchanged')
  if (moved.length === 0) return
  throw new EngineError('SOURCE_CHANGED', listText(moved), {
    hint: 'Accept the changes to merge the sources as they are today: the result will be another one.',
    details: { drift: looked.map(({ drift }) => drift) },
  })
}

function listText(looked: readonly Looked[]): string {
  return looked.map(({ source, drift }) => `${source.name}: ${driftText(drift)}`).join('; ')
}
