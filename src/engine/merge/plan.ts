import { resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { EngineError } from '#shared/errors.ts'
import type { MergeOptions, MergePlan, PlannedEpisode, Recipe, Shard, Trim } from '#shared/plan.ts'
import { DEFAULT_DATA_PATH, DEFAULT_VIDEO_PATH, EPISODES_PATH, formatPath } from '#engine/dataset/paths.ts'
import type { Dataset, DatasetEpisode } from '#engine/dataset/open.ts'
import { cameraKeys } from '#engine/dataset/info.ts'
import { groupsOf } from '#engine/dataset/data-files.ts'
import { joinTotals, totalsOf, type Mp4Totals } from '#engine/video/totals.ts'
import { mp4ByteLength } from '#engine/video/splice.ts'
import { CopyChooser } from './copy-chooser.ts'
import { dataSchemaOf } from './data-schema.ts'
import { MB, rotate } from './rotation.ts'
import { trimmed, type ChosenEpisode } from './trim.ts'
import { withTasksLeft } from './trimmed-tasks.ts'
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

/** Limits of the format for `meta/episodes`, which no option changes. */
const META_MB = 100
const META_CHUNK_SIZE = 1000
/** What info.json, stats.json, tasks.parquet and the side file take at the least. */
const META_BYTES = 16 * 1024

/**
 * Plans a merge: which episode comes from where, which file it goes into, and how large everything gets. Reads
 * nothing but the tasks of trimmed episodes that have several, and decides everything; equal sources and choices give equal plans. Run {@link check} first: a plan of
 * sources with blocking findings leaves the episodes out that could not be found.
 * Throws `NO_SOURCES` or `SELECTION_INVALID`.
 */
export async function plan(sources: readonly Dataset[], request: PlanRequest): Promise<MergePlan> {
  const { options } = request
  const [first] = sources
  if (first === undefined)
    throw new EngineError('NO_SOURCES', 'no datasets to merge', { hint: 'Name at least one dataset.' })
  const selections: Selection[] = []
  for (const [source, dataset] of sources.entries()) {
    const selection = select(dataset, source, request.episodes?.[source])
    selections.push(await trimSelection(selection, source, request.trims?.[source]))
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

function select(dataset: Dataset, source: number, chosen: readonly number[] | undefined): Selection {
  if (chosen === undefined) return { dataset, episodes: dataset.episodes, isChosen: false }
  const byIndex = new Map(dataset.episodes.map((episode) => [episode.record.index, episode]))
  const episodes = chosen.map((index) => {
    const episode = byIndex.get(index)
    if (episode === undefined) {
      const why = dataset.findings.find(
        ({ tier, episodes: own }) => tier === 'blocking' && own?.includes(index) === true,
      )
      if (why !== undefined) {
        throw new EngineError(
          'SELECTION_INVALID',
          `episode ${index} of source ${source} (${dataset.name}) is broken: ${why.message}`,
          { hint: 'Leave it out.' },
        )
      }
      throw new EngineError(
        'SELECTION_INVALID',
        `source ${source} (${dataset.name}) has no episode ${index}`,
        { hint: rangeText([...byIndex.keys()]) },
      )
    }
    return episode
  })
  if (new Set(chosen).size < chosen.length) {
    throw new EngineError(
      'SELECTION_INVALID',
      `an episode of source ${source} (${dataset.name}) is chosen twice`,
    )
  }
  return { dataset, episodes, isChosen: true }
}

/** Which episodes there are to choose from. */
function rangeText(numbers: readonly number[]): string {
  if (numbers.length === 0) return 'None of its episodes can be taken: inspect it for what is in the way.'
  const [first, last] = numbers.reduce(
    ([least, most], number) => [Math.min(least, number), Math.max(most, number)],
    [Infinity, -Infinity],
  )
  return `It has ${numbers.length} episodes, ${first} to ${last}.`
}

async function trimSelection(
  selection: Selection,
  source: number,
  trims: readonly Trim[] | undefined,
): Promise<Selection> {
  if (trims === undefined || trims.length === 0) return selection
  const { dataset, episodes } = selection
  const chosen = new Set(episodes.map(({ record }) => record.index))
  const wanted = new Map<number, Trim>()
  for (const trim of trims) {
    const what = `episode ${trim.episode} of source ${source} (${dataset.name})`
    if (!chosen.has(trim.episode))
      throw new EngineError('SELECTION_INVALID', `${what} is trimmed and is not taken`)
    if (wanted.has(trim.episode)) throw new EngineError('SELECTION_INVALID', `${what} is trimmed twice`)
    wanted.set(trim.episode, trim)
  }
  const parts = episodes.map((episode) => {
    const trim = wanted.get(episode.record.index)
    return trim === undefined ? episode : trimmed(episode, dataset, trim)
  })
  return {
    ...selection,
    trims: [...trims].sort((a, b) => a.episode - b.episode),
    episodes: await withTasksLeft(parts, dataset),
  }
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

interface Chosen {
  readonly episode: DatasetEpisode
  readonly dataset: Dataset
}

/** Uncompressed and compressed bytes of an episode's rows; a part of a row group counts by its share of the rows. */
function rowBytes({ episode: { rows }, dataset }: Chosen): {
  uncompressed: number
  compressed: number
  metadata: number
} {
  const file = dataset.dataFiles[rows.file]!
  const { chunks } = file.footer
  const total = { uncompressed: 0, compressed: 0, metadata: 0 }
  for (const { group, start, end } of groupsOf(file, rows.start, rows.end)) {
    const share = (end - start) / chunks.rows[group]!
    for (let chunk = group * chunks.leafCount; chunk < (group + 1) * chunks.leafCount; chunk++) {
      total.uncompressed += chunks.uncompressed[chunk]! * share
      total.compressed += chunks.compressed[chunk]! * share
      total.metadata += chunks.metaEnd[chunk]! - chunks.metaStart[chunk]! + 8
    }
  }
  return total
}

function planData(chosen: readonly Chosen[], options: MergeOptions): Shard[] {
  const sizes = chosen.map(rowBytes)
  let open = 0
  return rotate(chosen.length, options.chunkSize, {
    limit: options.dataMb * MB,
    sizeWith: (episode, isFirst) => (open = (isFirst ? 0 : open) + sizes[episode]!.uncompressed),
    bytes: (first, end) =>
      sizes.slice(first, end).reduce((sum, { compressed, metadata }) => sum + compressed + metadata, 4096),
    path: (chunk, file) => formatPath(DEFAULT_DATA_PATH, { chunk_index: chunk, file_index: file }),
  }).map((shard) => ({ ...shard, bytes: Math.round(shard.bytes) }))
}

function planVideos(chosen: readonly Chosen[], camera: string, fps: number, options: MergeOptions): Shard[] {
  const totals = chosen.map(({ episode, dataset }) => {
    const range = episode.frames.get(camera)
    if (range === undefined)
      throw new EngineError(
        'PLAN_INVALID',
        `episode ${episode.record.index} of ${dataset.name} has no frames of ${camera}`,
      )
    return totalsOf({ track: dataset.videoFiles.get(camera)![range.file]!.track, frames: range })
  })
  let open: Mp4Totals | undefined
  return rotate(chosen.length, options.chunkSize, {
    limit: options.videoMb * MB,
    mustStart: (episode) => open !== undefined && open.config !== totals[episode]!.config,
    sizeWith: (episode, isFirst) => {
      open = isFirst || open === undefined ? totals[episode]! : joinTotals(open, totals[episode]!)
      return mp4ByteLength(open, fps)
    },
    bytes: (first, end) => mp4ByteLength(totals.slice(first, end).reduce(joinTotals), fps),
    path: (chunk, file) =>
      formatPath(DEFAULT_VIDEO_PATH, { video_key: camera, chunk_index: chunk, file_index: file }),
  })
}

function planMeta(chosen: readonly Chosen[]): Shard[] {
  const perRow = new Map<object, number>()
  const sizes = chosen.map(({ episode, dataset }) => {
    const { footer } = dataset.episodeFiles[episode.record.metaFile]!
    const known =
      perRow.get(footer) ??
      footer.chunks.uncompressed.reduce((sum, bytes) => sum + bytes, 0) / Math.max(1, footer.rowCount)
    perRow.set(footer, known)
    return known
  })
  let open = 0
  return rotate(chosen.length, META_CHUNK_SIZE, {
    limit: META_MB * MB,
    sizeWith: (episode, isFirst) => (open = (isFirst ? 0 : open) + sizes[episode]!),
    bytes: (first, end) => Math.round(sizes.slice(first, end).reduce((sum, size) => sum + size, 0)),
    path: (chunk, file) => formatPath(EPISODES_PATH, { chunk_index: chunk, file_index: file }),
  })
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
