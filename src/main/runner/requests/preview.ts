import {
  check,
  findLeftovers,
  plan,
  preflight,
  removeLeftover,
  type Dataset,
  type DatasetEpisode,
} from '#engine/index.ts'
import { mapConcurrently } from '#engine/io/concurrent.ts'
import { renamed } from '#engine/merge/tasks.ts'
import { EngineError, toAppError, type AppError } from '#shared/errors.ts'
import { brokenEpisodes, sortFindings, type Finding } from '#shared/findings.ts'
import type { ShardPreview, SourceStatus, TaskPreview } from '#shared/model/merge.ts'
import type { MergeOptions, MergePlan, Trim } from '#shared/plan.ts'
import { cameraKeys } from '#engine/dataset/info.ts'
import type { OpenedDatasets, OpenedFiles } from '../opened-datasets.ts'
import type { PreviewReport, ReaderInput } from '../reader-protocol.ts'

/** Datasets that are opened at the same time: most of opening is waiting for the disk. */
const CONCURRENT = 6
/** Files of the result that a preview lists. */
const MAX_SHARDS = 1000
/** Stands for the output while none is chosen: nothing is looked up there. */
const NOWHERE = '/unchosen'

/** A source of a draft after it was looked at. */
interface PreviewSource {
  /** Where it stands in the draft. */
  readonly position: number
  readonly chosen: readonly number[] | undefined
  readonly trims: readonly Trim[] | undefined
  readonly found: OpenedFiles | AppError | undefined
}

interface OpenSource {
  readonly position: number
  readonly chosen: readonly number[] | undefined
  readonly trims: readonly Trim[] | undefined
  readonly dataset: Dataset
}

/** What was found about sources when their output did not count yet. */
interface Checked {
  readonly key: string
  readonly datasets: readonly Dataset[]
  readonly findings: readonly Finding[]
  readonly planned: MergePlan | AppError | undefined
}

/** Checks and plans drafts; remembers the last one, so that another name for the result costs next to nothing. */
export class Previews {
  readonly #datasets: OpenedDatasets
  #last: Checked | undefined

  constructor(datasets: OpenedDatasets) {
    this.#datasets = datasets
  }

  /** Opens, checks and plans. Whatever is wrong with a source, the plan or the output is in the report. */
  async preview(
    { sources, options, output }: ReaderInput<'preview'>,
    signal: AbortSignal,
  ): Promise<PreviewReport> {
    const looked = await mapConcurrently(
      sources,
      async ({ path, episodes, trims }, position): Promise<PreviewSource> => ({
        position,
        chosen: episodes,
        trims,
        found: path === undefined ? undefined : await this.#open(path, signal),
      }),
      CONCURRENT,
    )
    const open = looked.flatMap(({ position, chosen, trims, found }): OpenSource[] =>
      found !== undefined && 'dataset' in found ? [{ position, chosen, trims, dataset: found.dataset }] : [],
    )
    const checked = await this.#check(open, options, open.length === sources.length)
    if (signal.aborted) throw new EngineError('CANCELLED', 'cancelled while planning')
    const planned =
      checked.planned !== undefined && 'episplice' in checked.planned ? checked.planned : undefined
    const findings = [...checked.findings]
    if (planned !== undefined && output !== undefined)
      findings.push(
        ...(await preflight({ ...planned, output }, { sources: open.map(({ dataset }) => dataset) })),
      )
    return {
      sources: looked.map((source) => statusOf(source, findings)),
      findings: sortFindings(findings),
      tasks: tasksOf(open, options, planned),
      plan: planned && planOf(planned),
      problem: planned === undefined ? (checked.planned as AppError | undefined) : undefined,
    }
  }

  async #open(path: string, signal: AbortSignal): Promise<OpenedFiles | AppError> {
    try {
      return await this.#datasets.get(path, signal)
    } catch (error) {
      if (error instanceof EngineError && error.code === 'CANCELLED') throw error
      return toAppError(error)
    }
  }

  async #check(open: readonly OpenSource[], options: MergeOptions, isWhole: boolean): Promise<Checked> {
    const datasets = open.map(({ dataset }) => dataset)
    const key = JSON.stringify([
      open.map(({ position, chosen, trims }) => [position, chosen, trims]),
      options,
      isWhole,
    ])
    const last = this.#last
    if (last?.key === key && last.datasets.every((dataset, i) => dataset === datasets[i])) return last
    const chosen = open.map((source) => source.chosen)
    const findings: Finding[] = open.length === 0 ? [] : await check(datasets, options, chosen)
    const placed = findings.map((finding) =>
      finding.source === undefined ? finding : { ...finding, source: open[finding.source]!.position },
    )
    const isBlocked = findings.some(({ tier }) => tier === 'blocking')
    const planned = isWhole && !isBlocked && open.length > 0 ? await tryPlan(open, options) : undefined
    return (this.#last = { key, datasets, findings: placed, planned })
  }
}

async function tryPlan(open: readonly OpenSource[], options: MergeOptions): Promise<MergePlan | AppError> {
  try {
    return await plan(
      open.map(({ dataset }) => dataset),
      {
        options,
        output: NOWHERE,
        episodes: open.map(({ chosen }) => chosen),
        trims: open.map(({ trims }) => trims),
      },
    )
  } catch (error) {
    return toAppError(error)
  }
}

function statusOf(
  { position, chosen, trims, found }: PreviewSource,
  findings: readonly Finding[],
): PreviewReport['sources'][number] {
  const unknown = {
    episodes: undefined,
    episodesKept: undefined,
    frames: undefined,
    listed: undefined,
    bytes: undefined,
    cameras: [],
    fingerprint: undefined,
  }
  if (found === undefined || 'code' in found) return { ...unknown, worst: 'none', error: found }
  const { dataset, files } = found
  const kept = keptOf(dataset, chosen)
  const wanted = new Map(trims?.map(({ episode, from, to }) => [episode, to - from]))
  const own = findings.filter(({ source }) => source === position)
  return {
    episodes: dataset.listed.length,
    listed: brokenEpisodes(own).size === 0 ? undefined : dataset.listed,
    episodesKept: kept.length,
    frames: kept.reduce((sum, { record }) => sum + (wanted.get(record.index) ?? record.length), 0),
    bytes: files.bytes,
    cameras: cameraKeys(dataset.info),
    fingerprint: dataset.fingerprint,
    worst: worstOf(own),
    error: undefined,
  }
}

function keptOf({ episodes }: Dataset, chosen: readonly number[] | undefined): readonly DatasetEpisode[] {
  if (chosen === undefined) return episodes
  const byIndex = new Map(episodes.map((episode) => [episode.record.index, episode]))
  return chosen.flatMap((index) => byIndex.get(index) ?? [])
}

function worstOf(findings: readonly Finding[]): SourceStatus['worst'] {
  return (
    (['blocking', 'fixable', 'advisory'] as const).find((tier) =>
      findings.some((finding) => finding.tier === tier),
    ) ?? 'none'
  )
}

/** In the order of the plan; without one, in the order of the episodes. */
function tasksOf(
  open: readonly OpenSource[],
  options: MergeOptions,
  planned: MergePlan | undefined,
): TaskPreview[] {
  const tasks = new Map(planned?.tasks.map((text) => [text, { from: new Set<string>(), episodes: 0 }]))
  for (const { dataset, chosen } of open) {
    for (const { tasks: texts } of keptOf(dataset, chosen)) {
      for (const own of texts) {
        const text = renamed(own, options)
        const task = tasks.get(text) ?? { from: new Set<string>(), episodes: 0 }
        tasks.set(text, task)
        task.from.add(own)
      }
      for (const text of new Set(texts.map((own) => renamed(own, options)))) tasks.get(text)!.episodes++
    }
    for (const own of dataset.tasks.values()) tasks.get(renamed(own, options))?.from.add(own)
  }
  return [...tasks].map(([text, { from, episodes }]) => ({ text, from: [...from], episodes }))
}

function planOf({ fps, totals, data, videos, meta }: MergePlan): NonNullable<PreviewReport['plan']> {
  const shards = [...data, ...Object.values(videos).flat(), ...meta]
  return {
    fps,
    totals,
    shards: shards
      .slice(0, MAX_SHARDS)
      .map(({ path, first, end, bytes }): ShardPreview => ({ path, first, end, bytes })),
  }
}

/** Removes what interrupted merges into this output left behind. */
export async function removeLeftovers(output: string): Promise<boolean> {
  const leftovers = await findLeftovers(output)
  for (const { path } of leftovers) await removeLeftover(output, path)
  return leftovers.length > 0
}
