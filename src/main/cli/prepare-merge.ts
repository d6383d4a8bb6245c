import { resolve } from 'node:path'
import {
  check,
  openDatasets,
  plan,
  preflight,
  refuseIfBlocked,
  sourcePaths,
  datasetDigests,
  interruptedRecipe,
  withoutBroken,
  type ChosenEpisodes,
  type Dataset,
  type DatasetDigests,
} from '#engine/index.ts'
import { EngineError } from '#shared/errors.ts'
import type { Finding } from '#shared/findings.ts'
import type { SourceDrift } from '#shared/model/history.ts'
import type { MergePlan } from '#shared/plan.ts'
import type { StoredMerge } from '#main/services/history/records.ts'
import { driftLines, driftsOf, recordedMerge, refuseMissing, repeatedOutput } from './again.ts'
import { mergeRequest, readPlan, type MergeFlags, type MergeRequest } from './merge-request.ts'

/** The options of `merge` that say what to merge. */
export interface PrepareFlags extends MergeFlags {
  readonly plan?: string | undefined
  readonly again?: string | undefined
  readonly acceptChanges?: true | undefined
  readonly resume?: true | undefined
}

/** A merge that can run. */
export interface Prepared {
  readonly planned: MergePlan
  readonly datasets: readonly Dataset[]
  /** Of the sources as they are now. */
  readonly digests: readonly DatasetDigests[]
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
  const digests = datasets.map(datasetDigests)
  const drifts = merge === undefined ? undefined : driftsOf(merge, digests)
  if (merge !== undefined && drifts !== undefined && flags.acceptChanges !== true)
    refuseChanged(merge, drifts)
  const { episodes, findings: found } = await checkRequest(datasets, request, flags)
  refuseIfBlocked(found)
  const planned = await plan(datasets, { ...request, episodes, output })
  return {
    planned,
    datasets,
    digests,
    findings: [...found, ...(await preflight(planned, { sources: datasets, resume: flags.resume }))],
    repeated: merge === undefined || drifts === undefined ? undefined : { merge, drifts },
  }
}

/** Checks what is asked for; with `--skip-broken`, what remains of it without the broken episodes. */
export async function checkRequest(
  datasets: readonly Dataset[],
  { options, episodes }: MergeRequest,
  { skipBroken }: MergeFlags,
): Promise<{ readonly episodes: ChosenEpisodes; readonly findings: readonly Finding[] }> {
  const findings = await check(datasets, options, episodes)
  if (skipBroken !== true) return { episodes, findings }
  const sound = withoutBroken(datasets, episodes, findings)
  return { episodes: sound, findings: await check(datasets, options, sound) }
}

async function preparePlan(
  path: string,
  named: readonly string[],
  flags: PrepareFlags,
  signal: AbortSignal,
): Promise<Prepared> {
  if (named.length > 0 || flags.again !== undefined)
    throw new EngineError('OPTION_INVALID', 'a plan names its sources itself', {
      hint: 'Give either --plan or datasets.',
    })
  const planned = await readPlan(path)
  const datasets = await openDatasets(sourcePaths(planned), { signal })
  const placed = flags.out === undefined ? planned : { ...planned, output: flags.out }
  const { options, sources } = planned.recipe
  const episodes = sources.map((source) => source.episodes)
  const findings = [
    ...(await check(datasets, options, episodes)),
    ...(await preflight(placed, { sources: datasets, resume: flags.resume })),
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
