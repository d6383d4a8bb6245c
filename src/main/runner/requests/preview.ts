import { createHash } from 'node:crypto'
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
import {
  planId,
  type PlanId,
  type ShardPreview,
  type SourceStatus,
  type TaskPreview,
} from '#shared/model/merge.ts'
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
/** Plans that are remembered: two windows may look at one each. */
const KEPT = 2

/** A source of a draft after it was looked at. */
interface PreviewSource {
  /** Where it stands in the draft. */
  readonly position: number
  readonly chosen: readonly number[] | undefined
  readonly trims: readonly Trim[] | undefined
  readonly found: OpenedFiles | AppError | undefined
}

interface OpenSource extends OpenedFiles {
  readonly position: number
  readonly chosen: readonly number[] | undefined
  readonly trims: readonly Trim[] | undefined
}

/** A plan and what it was made from. Its output counts for nothing. */
export interface PlannedMerge {
  readonly id: PlanId
  readonly plan: MergePlan
  /** As they were when it was made. */
  readonly sources: readonly OpenedFiles[]
}

/** What was found about sources when their output did not count yet. */
interface Checked {
  readonly key: string
  readonly datasets: readonly Dataset[]
  readonly findings: readonly Finding[]
  readonly planned: PlannedMerge | AppError | undefined
}

/**
 * Checks and plans drafts; remembers the last ones, so that another name for the result costs next to nothing, and the
 * result can be looked at.
 */
export class Previews {
  readonly #datasets: OpenedDatasets
  /** The last one last. */
  #kept: readonly Checked[] = []

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
      found !== undefined && 'dataset' in found ? [{ position, chosen, trims, ...found }] : [],
    )
    const checked = await this.#check(open, options, open.length === sources.length)
    if (signal.aborted) throw new EngineError('CANCELLED', 'cancelled while planning')
    const planned = isPlan(checked.planned) ? checked.planned : undefined
    const findings = [...checked.findings]
    if (planned !== undefined && output !== undefined)
      findings.push(...(await preflight({ ...planned.plan, output }, { sources: checked.datasets })))
    return {
      sources: looked.map((source) => statusOf(source, findings)),
      findings: sortFindings(findings),
      tasks: tasksOf(open, options, planned?.plan),
      plan: planned && planOf(planned),
      problem: isPlan(checked.planned) ? undefined : checked.planned,
    }
  }

  /** A plan of one of the last previews. Throws `PLAN_UNKNOWN`. */
  planned(id: PlanId): PlannedMerge {
    const found = this.#kept.findLast(({ planned }) => isPlan(planned) && planned.id === id)?.planned
    if (isPlan(found)) return found
    throw new EngineError('PLAN_UNKNOWN', 'this plan is not remembered any more')
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
    const known = this.#kept.find(
      (kept) => kept.key === key && kept.datasets.every((dataset, i) => dataset === datasets[i]),
    )
    if (known !== undefined) return this.#keep(known)
    const chosen = open.map((source) => source.chosen)
    const findings: Finding[] = open.length === 0 ? [] : await check(datasets, options, chosen)
    const placed = findings.map((finding) =>
      finding.source === undefined ? finding : { ...finding, source: open[finding.source]!.position },
    )
    const isBlocked = findings.some(({ tier }) => tier === 'blocking')
    const planned =
      isWhole && !isBlocked && open.length > 0 ? await tryPlan(open, datasets, options) : undefined
    return this.#keep({ key, datasets, findings: placed, planned })
  }

  #keep(checked: Checked): Checked {
    this.#kept = [...this.#kept.filter((kept) => kept !== checked), checked].slice(-KEPT)
    return checked
  }
}

function isPlan(planned: Checked['planned']): planned is PlannedMerge {
  return planned !== undefined && 'plan' in planned
}

async function tryPlan(
  sources: readonly OpenSource[],
  datasets: readonly Dataset[],
  options: MergeOptions,
): Promise<PlannedMerge | AppError> {
  try {
    const episodes = sources.map(({ chosen }) => chosen)
    const trims = sources.map((source) => source.trims)
    const made = await plan(datasets, { options, output: NOWHERE, episodes, trims })
    return { id: idOf(made), plan: made, sources }
  } catch (error) {
    return toAppError(error)
  }
}

/** The recipe names the sources by place and content: equal recipes have equal plans. */
function idOf({ recipe }: MergePlan): PlanId {
  return planId.parse(createHash('sha256').update(JSON.stringify(recipe)).digest('hex'))
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

function planOf({ id, plan: made }: PlannedMerge): NonNullable<PreviewReport['plan']> {
  const { fps, totals, data, videos, meta } = made
  const shards = [...data, ...Object.values(videos).flat(), ...meta]
  return {
    id,
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
