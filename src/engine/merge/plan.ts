import { resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { EngineError } from '#shared/errors.ts'
import type { MergeOptions, MergePlan, PlannedEpisode, Recipe, Shard, Trim } from '#shared/plan.ts'
import type { Dataset } from '#engine/dataset/open.ts'
import { cameraKeys } from '#engine/dataset/info.ts'
import { CopyChooser } from './copy-chooser.ts'
import { dataSchemaOf } from './data-schema.ts'
import type { ChosenEpisode } from './trim.ts'
import { planData, planMeta, planVideos } from './plan-shards.ts'
import { selectEpisodes } from './select-episodes.ts'
import { renamed, unifySubtasks, unifyTasks, type Selection } from './tasks.ts'

/** What to plan. */
export interface PlanRequest {
  readonly options: MergeOptions
  /** Absolute or relative path of the dataset to be made. */
  readonly output: string
  /** Chosen episodes by position of the source, in their new order; all where undefined. */
  readonly episodes?: readonly (readonly number[] | undefined)[]
  /** Parts of episodes that are wanted, by position of the source; others are taken whole. */
  readonly trims?: readonly (readonly Trim[] | undefined)[]
}

/** What info.json, stats.json, tasks.parquet and the side file take at the least. */
const META_BYTES = 16 * 1024

/**
 * Plans a merge: which episode comes from where, which file it goes into, and how large everything gets. Reads
 * nothing but the tasks of trimmed episodes that have several, and decides everything; equal sources and choices give
 * equal plans. Run {@link check} first: a plan of sources with blocking findings leaves the episodes out that could not
 * be found. Throws `NO_SOURCES`, `SELECTION_INVALID`, `OPTION_INVALID` where sizes give too many files, and, of sources
 * that the check blocks, `PLAN_INVALID` or what {@link dataSchemaOf} throws.
 */
export async function plan(sources: readonly Dataset[], request: PlanRequest): Promise<MergePlan> {
  const { options } = request
  const [first] = sources
  if (first === undefined)
    throw new EngineError('NO_SOURCES', 'no datasets to merge', { hint: 'Name at least one dataset.' })
  const selections: Selection[] = []
  for (const [source, dataset] of sources.entries()) {
    const wanted = { source, episodes: request.episodes?.[source], trims: request.trims?.[source] }
    selections.push(await selectEpisodes(dataset, wanted))
  }
  const schema = await dataSchemaOf(sources)
  const cameras = cameraKeys(first.info)
  const chosen = selections.flatMap(({ episodes, dataset }, source) =>
    episodes.map((episode) => ({ episode, dataset, source })),
  )
  if (chosen.length === 0)
    throw new EngineError('SELECTION_INVALID', 'no episodes to merge', {
      hint: 'Choose at least one episode.',
    })
  const copies = new CopyChooser(schema)
  let from = 0
  const episodes = chosen.map(({ episode, dataset, source }): PlannedEpisode => {
    const planned = planEpisode(episode, dataset, source, from, copies, options)
    from += planned.length
    return planned
  })
  const data = planData(chosen, options)
  const videos = Object.fromEntries(
    cameras.map((camera) => [camera, planVideos(chosen, camera, first.info.fps, options)]),
  )
  const meta = planMeta(chosen)
  const tasks = unifyTasks(selections, options)
  const subtasks = unifySubtasks(selections)
  const shards = [...data, ...Object.values(videos).flat(), ...meta]
  refuseTooManyChunks(shards)
  const made: MergePlan = {
    episplice: 'plan/1',
    output: resolve(request.output),
    recipe: recipeOf(selections, options),
    fps: first.info.fps,
    cameras,
    tasks,
    ...(subtasks === undefined ? {} : { subtasks }),
    episodes,
    data,
    videos,
    meta,
    totals: {
      episodes: episodes.length,
      frames: from,
      tasks: tasks.length,
      files: shards.length,
      bytes: shards.reduce((sum, shard) => sum + shard.bytes, META_BYTES),
      bytesIn: bytesOf(selections),
    },
  }
  ownPlans.add(made)
  return made
}

/** What a recipe asks to plan, but for the output. */
export function choicesOf({ options, sources }: Recipe): Required<Omit<PlanRequest, 'output'>> {
  return {
    options,
    episodes: sources.map(({ episodes }) => episodes),
    trims: sources.map(({ trims }) => trims),
  }
}

/** Plans of this process, which need no second look. */
const ownPlans = new WeakSet<MergePlan>()

/**
 * Makes sure that a plan which came from a file is what planning gives for its recipe: sources and choices decide
 * everything in it. Throws `PLAN_INVALID` otherwise.
 */
export async function refuseForeignPlan(foreign: MergePlan, sources: readonly Dataset[]): Promise<void> {
  if (ownPlans.has(foreign)) return
  const { recipe, output } = foreign
  const own = await plan(sources, { ...choicesOf(recipe), output })
  const differing = (Object.keys(own) as (keyof MergePlan)[]).find(
    (key) => !isDeepStrictEqual(own[key], foreign[key]) && key !== 'output',
  )
  if (differing === undefined) return
  throw new EngineError('PLAN_INVALID', `the plan's ${differing} are not what its recipe gives`, {
    hint: 'Make the plan anew.',
  })
}

/** Above, `chunk-1000` would sort before `chunk-101`, and readers go by the order of names. */
const MAX_CHUNKS = 1000

function refuseTooManyChunks(shards: readonly Shard[]): void {
  const chunks = shards.reduce((most, { chunk }) => Math.max(most, chunk + 1), 0)
  if (chunks <= MAX_CHUNKS) return
  throw new EngineError(
    'OPTION_INVALID',
    `the result would have ${chunks} chunk folders, more than ${MAX_CHUNKS}`,
    {
      hint: 'Choose larger files or more files per chunk.',
    },
  )
}

function planEpisode(
  episode: ChosenEpisode,
  dataset: Dataset,
  source: number,
  from: number,
  copies: CopyChooser,
  options: MergeOptions,
): PlannedEpisode {
  const { record, rows, frames, tasks, trim } = episode
  return {
    source,
    episode: record.index,
    length: record.length,
    ...(trim === undefined ? {} : { trim }),
    from,
    rows: { file: dataset.dataFiles[rows.file]!.path, start: rows.start, end: rows.end },
    copy: trim === undefined ? copies.choose(episode, dataset) : 'encode',
    frames: Object.fromEntries(
      [...frames].map(([camera, { file, start, end }]) => [
        camera,
        { file: dataset.videoFiles.get(camera)![file]!.path, start, end },
      ]),
    ),
    meta: { file: dataset.episodeFiles[record.metaFile]!.path, row: record.metaRow },
    tasks: [...new Set(tasks.map((task) => renamed(task, options)))],
  }
}

function recipeOf(selections: readonly Selection[], options: MergeOptions): Recipe {
  return {
    episplice: 'recipe/1',
    sources: selections.map(({ dataset, episodes, isChosen, trims }) => ({
      path: dataset.dir,
      name: dataset.name,
      fingerprint: dataset.fingerprint,
      ...(isChosen ? { episodes: episodes.map(({ record }) => record.index) } : {}),
      ...(trims === undefined ? {} : { trims: [...trims] }),
    })),
    options,
  }
}

function bytesOf(selections: readonly Selection[]): number {
  let bytes = 0
  for (const { dataset } of selections) {
    for (const { footer } of [...dataset.dataFiles, ...dataset.episodeFiles]) bytes += footer.byteLength
    for (const { track } of [...dataset.videoFiles.values()].flat()) bytes += track.byteLength
  }
  return bytes
}
