import { resolve } from 'node:path'
import {
  check,
  openDatasets,
  plan,
  refuseIfBlocked,
  sourcePaths,
  datasetDigests,
  interruptedRecipe,
  withoutBroken,
  type Dataset,
  type DatasetDigests,
} from '#engine/index.ts'
import { EngineError } from '#shared/errors.ts'
import type { Finding } from '#shared/findings.ts'
import { listText } from '#shared/list-text.ts'
import type { SourceDrift } from '#shared/model/history.ts'
import type { MergePlan } from '#shared/plan.ts'
import type { StoredMerge } from '#main/services/history/records.ts'
import { driftLines, driftsOf, recordedMerge, refuseMissing, repeatedOutput } from './again.ts'
import {
  flagsBesidePlan,
  mergeRequest,
  readPlan,
  type MergeFlags,
  type MergeRequest,
} from './merge-request.ts'
import { reviewFindings } from './review-findings.ts'
import { parseRenames } from './specs.ts'

/** The options of `merge` that say what to merge. */
export interface PrepareFlags extends MergeFlags {
  readonly plan?: string | undefined
  readonly again?: string | undefined
  readonly resume?: true | undefined
}

/** A merge that can run. */
export interface Prepared {
  readonly planned: MergePlan
  readonly datasets: readonly Dataset[]
  /** Of the sources as they are now. */
  readonly digests: readonly DatasetDigests[]
  /** Of the sources; the place of the result is looked at apart. */
  readonly findings: readonly Finding[]
  /** The recorded merge that it repeats, and how its sources stand today. */
  readonly repeated: { readonly merge: StoredMerge; readonly drifts: readonly SourceDrift[] } | undefined
}

/** Opens, checks and plans what the command line asks for: datasets, a recipe, a plan or a recorded merge. */
export async function prepareMerge(
  named: readonly string[],
  flags: PrepareFlags,
  signal: AbortSignal,
): Promise<Prepared> {
  if (flags.plan !== undefined) return preparePlan(flags.plan, named, flags, signal)
  if (flags.again !== undefined && flags.recipe !== undefined)
    throw new EngineError('OPTION_INVALID', 'give either --again or --recipe')
  const merge = flags.again === undefined ? undefined : await recordedMerge(flags.again)
  const output = flags.out ?? (merge === undefined ? undefined : await repeatedOutput(merge))
  if (output === undefined)
    throw new EngineError('OPTION_INVALID', '--out is missing', {
      hint: 'Say where the result shall be: --out DIR',
    })
  if (merge !== undefined && named.length === 0) await refuseMissing(merge)
  const isUnnamed = named.length === 0 && merge === undefined && flags.recipe === undefined
  const interrupted =
    isUnnamed && flags.resume === true ? await interruptedRecipe(resolve(output)) : undefined
  const request = await mergeRequest(named, flags, merge?.recipe ?? interrupted)
  const datasets = await openDatasets(request.sources, { signal })
  if (merge === undefined) refuseOthers(datasets, request, flags)
  const digests = datasets.map(datasetDigests)
  const drifts = merge === undefined ? undefined : driftsOf(merge, digests)
  if (merge !== undefined && drifts !== undefined && flags.acceptChanges !== true)
    refuseChanged(merge, drifts)
  const { sound, findings } = await checkRequest(datasets, request, flags)
  refuseIfBlocked(findings)
  const planned = await plan(datasets, { ...sound, output })
  return {
    planned,
    datasets,
    digests,
    findings: [...findings, ...(await reviewFindings(datasets, planned))],
    repeated: merge === undefined || drifts === undefined ? undefined : { merge, drifts },
  }
}

/** Checks what is asked for; with `--skip-broken`, what remains of it without the broken episodes. */
export async function checkRequest(
  datasets: readonly Dataset[],
  request: MergeRequest,
  { skipBroken, renameTask }: MergeFlags,
): Promise<{ readonly sound: MergeRequest; readonly findings: readonly Finding[] }> {
  const { options, episodes } = request
  const findings = await check(datasets, options, episodes)
  // What is the matter with the datasets comes first.
  if (!findings.some(({ tier }) => tier === 'blocking'))
    refuseUnknownTasks(datasets, parseRenames(renameTask))
  if (skipBroken !== true) return { sound: request, findings }
  const left = withoutBroken(datasets, episodes, findings)
  const trims = request.trims.map((own, source) =>
    own?.filter(({ episode }) => isIn(left[source], episode) || !isIn(episodes[source], episode)),
  )
  return {
    sound: { ...request, episodes: left, trims },
    findings: await check(datasets, options, left),
  }
}

function isIn(chosen: readonly number[] | undefined, episode: number): boolean {
  return chosen === undefined || chosen.includes(episode)
}

/** Tasks that are named where one is mistyped. */
const LISTED = 20

/** A mistyped task would silently stay what it is. */
function refuseUnknownTasks(datasets: readonly Dataset[], renames: Readonly<Record<string, string>>): void {
  // Also those that no episode has, and those that only rows or the list name.
  const known = new Set(
    datasets.flatMap(({ tasks, episodes }) => [
      ...tasks.values(),
      ...episodes.flatMap((episode) => episode.tasks),
    ]),
  )
  const unknown = Object.keys(renames).find((task) => !known.has(task))
  if (unknown === undefined) return
  throw new EngineError('OPTION_INVALID', `no dataset has the task "${unknown}"`, {
    hint: `--rename-task takes one of these: ${listText(
      [...known].map((task) => `"${task}"`),
      LISTED,
    )}`,
  })
}

/** Throws `SOURCE_CHANGED` naming datasets that are not those that the recipe chooses from. */
export function refuseOthers(
  datasets: readonly Dataset[],
  { recipe }: MergeRequest,
  { acceptChanges }: MergeFlags,
): void {
  if (recipe === undefined || acceptChanges === true) return
  const others = recipe.sources.flatMap(({ name, fingerprint }, i) =>
    datasets[i]!.fingerprint === fingerprint ? [] : [`  ${name}: now ${datasets[i]!.dir}`],
  )
  if (others.length === 0) return
  throw new EngineError('SOURCE_CHANGED', `not what the recipe was made from:\n${others.join('\n')}`, {
    hint: `Name the datasets in its order: ${recipe.sources.map(({ name }) => name).join(' ')}. --accept-changes takes them as they are; its episodes and frames are counted in them.`,
    details: { others },
  })
}

async function preparePlan(
  path: string,
  named: readonly string[],
  flags: PrepareFlags,
  signal: AbortSignal,
): Promise<Prepared> {
  if (named.length > 0)
    throw new EngineError('OPTION_INVALID', 'a plan names its sources itself', {
      hint: 'Give either --plan or datasets.',
    })
  const ignored = [...flagsBesidePlan(flags), ...(flags.again === undefined ? [] : ['--again'])]
  if (ignored.length > 0)
    throw new EngineError('OPTION_INVALID', `a plan says itself what ${ignored.join(', ')} would say`, {
      hint: 'Plan anew with these options, then merge that plan.',
    })
  const planned = await readPlan(path)
  const datasets = await openDatasets(sourcePaths(planned), { signal })
  const placed = flags.out === undefined ? planned : { ...planned, output: resolve(flags.out) }
  const { options, sources } = planned.recipe
  const episodes = sources.map((source) => source.episodes)
  const findings = [
    ...(await check(datasets, options, episodes)),
    ...(await reviewFindings(datasets, planned)),
  ]
  const digests = datasets.map(datasetDigests)
  return { planned: placed, datasets, digests, findings, repeated: undefined }
}

function refuseChanged(merge: StoredMerge, drifts: readonly SourceDrift[]): void {
  const lines = driftLines(merge, drifts)
  if (lines.length === 0) return
  throw new EngineError('SOURCE_CHANGED', `not what they were in #${merge.id}:\n${lines.join('\n')}`, {
    hint: '--accept-changes merges them as they are today; the result will be another one.',
    details: { drift: drifts },
  })
}
