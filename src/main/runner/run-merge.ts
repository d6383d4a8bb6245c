import {
  check,
  choicesOf,
  datasetDigests,
  openDatasets,
  plan,
  preflight,
  refuseIfBlocked,
  settledBy,
  write,
  type Dataset,
} from '#engine/index.ts'
import { compareResult } from '#engine/io/compare-trees.ts'
import { throwIfCancelled } from '#engine/io/files.ts'
import { EngineError } from '#shared/errors.ts'
import { listText } from '#shared/list-text.ts'
import type { JobProgress } from '#shared/model/job.ts'
import type { Recipe } from '#shared/plan.ts'
import { refuseLinksOut } from './dataset-files.ts'
import type { JobTask, Planned, RunReport } from './job-messages.ts'
import { refuseFilesOutside } from './served.ts'

/** What a run tells while it is under way. */
export interface RunListeners {
  readonly signal: AbortSignal
  readonly onProgress: (progress: JobProgress) => void
  /** Called once, before the first byte is written. */
  readonly onPlanned: (planned: Planned) => void
  /** Called once, when the result has its name: what it came to, as far as is known without comparing. */
  readonly onPublished: (report: RunReport) => void
}

/**
 * The whole way of a merge: open, check, plan, write, verify, publish, and compare with an earlier result. Throws
 * `SOURCE_CHANGED` when a source is not what the recipe says and that was not accepted, `BLOCKED` with findings, and
 * what the engine's steps throw; nothing once the result is published.
 */
export async function runMerge(task: JobTask, listeners: RunListeners): Promise<RunReport> {
  const { signal } = listeners
  const { options } = task.recipe
  const begin = (phase: 'open' | 'check'): void => {
    listeners.onProgress({ phase, fraction: 0, bytesDone: 0, bytesTotal: 0 })
    throwIfCancelled(signal, phase)
  }
  begin('open')
  const paths = pathsOf(task.recipe)
  // The same dataset may be in many times.
  for (const path of new Set(paths)) await refuseLinksOut(path)
  const datasets = await openDatasets(paths, { signal })
  for (const dataset of new Set(datasets)) await refuseFilesOutside(dataset)
  if (!task.acceptChanges) refuseChanged(task.recipe, datasets)
  begin('check')
  const choices = choicesOf(task.recipe)
  const found = await check(datasets, options, choices.episodes)
  refuseIfBlocked(found)
  const planned = await plan(datasets, { ...choices, output: task.output })
  const { resume } = task
  const findings = [...found, ...(await preflight(planned, { sources: datasets, resume }))]
  refuseIfBlocked(findings)
  const { open, ...settled } = settledBy(planned, findings)
  listeners.onPlanned({ digests: datasets.map(datasetDigests), totals: planned.totals, findings: open })
  throwIfCancelled(signal, 'planning')
  const { totals, ...report } = await write(planned, {
    sources: datasets,
    signal,
    verify: task.verify,
    resume,
    id: task.id,
    onProgress: listeners.onProgress,
  })
  const published: RunReport = {
    episodes: totals.episodes,
    frames: totals.frames,
    tasks: totals.tasks,
    files: totals.files,
    bytesRead: report.bytesRead,
    bytesWritten: report.bytesWritten,
    verification: report.verification,
    comparison: undefined,
    ...settled,
  }
  if (task.compareWith === undefined) {
    listeners.onPublished(published)
    return published
  }
  listeners.onPublished({ ...published, comparison: NOT_COMPARED })
  listeners.onProgress({ phase: 'compare', fraction: 1, bytesDone: 0, bytesTotal: 0 })
  return { ...published, comparison: await compareResult(task.compareWith, task.output, signal) }
}

const NOT_COMPARED = { kind: 'unknown', reason: 'the process ended before it had compared them' } as const

function pathsOf({ sources }: Recipe): string[] {
  return sources.map(({ path, name }) => {
    if (path !== undefined) return path
    throw new EngineError('SOURCE_MISSING', `the recipe does not say where ${name} is`)
  })
}

function refuseChanged({ sources }: Recipe, datasets: readonly Dataset[]): void {
  const changed = sources.filter(({ fingerprint }, i) => datasets[i]?.fingerprint !== fingerprint)
  if (changed.length === 0) return
  const names = changed.map(({ name }) => name)
  throw new EngineError('SOURCE_CHANGED', `changed since it was chosen: ${listText(names, 10)}`, {
    hint: 'Someone may still be recording into it. Retry merges what is there now.',
  })
}
