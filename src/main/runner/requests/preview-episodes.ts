import type { Dataset, DatasetEpisode } from '#engine/index.ts'
import type { DatasetInfo } from '#engine/dataset/info.ts'
import { plannedInfo, readPlannedSeries } from '#engine/merge/planned-series.ts'
import { EngineError } from '#shared/errors.ts'
import type { EpisodeValues } from '#shared/model/episode.ts'
import type { PlannedEpisodePage, PlannedEpisodeRow, PlannedFile } from '#shared/model/merge.ts'
import type { MergePlan, PlannedEpisode, Shard } from '#shared/plan.ts'
import { areAsTheyWere } from '../dataset-files.ts'
import type { OpenedFiles } from '../opened-datasets.ts'
import type { PlannedEpisodeReport, ReaderInput } from '../reader-protocol.ts'
import { describeEpisode, episodeOf, filesOfEpisode, valuesWindow } from './episode.ts'
import type { EpisodeImages } from './images.ts'
import type { PlannedMerge } from './preview.ts'

/** Episodes of the result as rows of a table. */
export function plannedPage(
  { plan }: PlannedMerge,
  { from, count }: Pick<ReaderInput<'plannedEpisodes'>, 'from' | 'count'>,
): PlannedEpisodePage {
  const total = plan.episodes.length
  const start = Math.min(from, total)
  const rows = plan.episodes
    .slice(start, start + count)
    .map(({ source, episode, length, tasks }, i): PlannedEpisodeRow => ({
      index: start + i,
      source,
      sourceName: plan.recipe.sources[source]!.name,
      sourceEpisode: episode,
      tasks,
      length,
      durationSeconds: length / plan.fps,
      file: shardOf(plan.data, start + i).path,
    }))
  return { total, from: start, rows }
}

/** An episode of the result, seen in its source. Throws `EPISODE_UNKNOWN` or `SOURCE_CHANGED`. */
export async function plannedEpisode(
  merge: PlannedMerge,
  number: number,
  images: EpisodeImages,
): Promise<PlannedEpisodeReport> {
  const { plan, sources } = merge
  const planned = plannedOf(plan, number)
  const source = sources[planned.source]!
  await refuseChanged(source, planned)
  const { dataset } = source
  const info = infoOf(merge)
  return {
    ...(await describeEpisode(dataset, keptOf(dataset, planned), images, info)),
    episode: number,
    tasks: planned.tasks,
    path: dataset.dir,
    sourceEpisode: planned.episode,
    sourceFrame: planned.trim?.from ?? 0,
    files: filesOf(plan, planned, number),
  }
}

/** Numbers of an episode of the result. Throws as {@link plannedEpisode} and {@link readPlannedSeries}. */
export async function plannedValues(
  { plan, sources }: PlannedMerge,
  { episode: number, series, from, count }: ReaderInput<'plannedValues'>,
  signal: AbortSignal,
): Promise<EpisodeValues> {
  const planned = plannedOf(plan, number)
  await refuseChanged(sources[planned.source]!, planned)
  const datasets = sources.map(({ dataset }) => dataset)
  return await valuesWindow({ length: planned.length, series, from, count }, (rows) =>
    readPlannedSeries(plan, datasets, number, rows, series, signal),
  )
}

/** The episode in its source, as far as the merge takes it. */
function keptOf(dataset: Dataset, { episode, length, rows, frames }: PlannedEpisode): DatasetEpisode {
  const whole = episodeOf(dataset, episode)
  return {
    ...whole,
    record: { ...whole.record, length },
    rows: { ...whole.rows, start: rows.start, end: rows.end },
    frames: new Map(
      [...whole.frames].map(([camera, range]) => {
        const { start, end } = frames[camera]!
        return [camera, { ...range, start, end }]
      }),
    ),
  }
}

const infos = new WeakMap<MergePlan, DatasetInfo>()

/** Put together once for each plan: there may be thousands of sources. */
function infoOf({ plan, sources }: PlannedMerge): DatasetInfo {
  const known = infos.get(plan)
  if (known !== undefined) return known
  const datasets = sources.map(({ dataset }) => dataset)
  const info = plannedInfo(plan, datasets)
  infos.set(plan, info)
  return info
}

function plannedOf({ episodes }: MergePlan, number: number): PlannedEpisode {
  const planned = episodes[number]
  if (planned !== undefined) return planned
  throw new EngineError(
    'EPISODE_UNKNOWN',
    `the result will have ${episodes.length} episodes, none with number ${number}`,
  )
}

/** What is known of the files of a source holds only as long as they stay. */
async function refuseChanged({ dataset, files }: OpenedFiles, { episode }: PlannedEpisode): Promise<void> {
  if (await areAsTheyWere(dataset.dir, files, filesOfEpisode(dataset, episode))) return
  throw new EngineError('SOURCE_CHANGED', `${dataset.dir} changed since it was planned`, {
    hint: 'Plan the merge again.',
  })
}

function filesOf(plan: MergePlan, { from, length }: PlannedEpisode, number: number): PlannedFile[] {
  const rows = { start: from, end: from + length }
  return [
    { camera: undefined, path: shardOf(plan.data, number).path, window: rows },
    ...plan.cameras.map((camera): PlannedFile => {
      const { path, first } = shardOf(plan.videos[camera]!, number)
      const before = plan.episodes[first]!.from
      return { camera, path, window: { start: from - before, end: from + length - before } }
    }),
  ]
}

function shardOf(shards: readonly Shard[], number: number): Shard {
  return shards.find(({ first, end }) => first <= number && number < end)!
}
