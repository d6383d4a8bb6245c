import { join } from 'node:path'
import {
  check,
  openDataset,
  plan,
  refuseIfBlocked,
  write,
  type Dataset,
  type MergeReport,
  type WriteOptions,
} from '#engine/index.ts'
import { EngineError, type ErrorCode } from '#shared/errors.ts'
import type { Finding } from '#shared/findings.ts'
import { mergeOptionsSchema, type MergeOptions, type MergePlan, type Trim } from '#shared/plan.ts'
import { fixture } from './fixtures.ts'
import { scratchDir } from './scratch.ts'

/** What to merge besides the sources; options have the defaults of the format. */
export interface MergeRequest {
  readonly options?: Partial<MergeOptions>
  /** Chosen episodes by position of the source; all where undefined. */
  readonly episodes?: readonly (readonly number[] | undefined)[]
  /** Parts of episodes by position of the source. */
  readonly trims?: readonly (readonly Trim[] | undefined)[]
  /** Where the result goes; a new folder unless given. */
  readonly output?: string
  readonly write?: WriteOptions
}

/** A merge that was done. */
export interface Merged {
  readonly dir: string
  readonly findings: readonly Finding[]
  readonly plan: MergePlan
  readonly report: MergeReport
}

/** Opens fixtures by name, or other datasets by path. */
export function openAll(sources: readonly string[]): Promise<Dataset[]> {
  return Promise.all(sources.map((source) => openDataset(fixture(source))))
}

/** What the checks say about fixtures by name, or other datasets by path. */
export async function findingsOf(
  sources: readonly string[],
  options: Partial<MergeOptions> = {},
): Promise<Finding[]> {
  return await check(await openAll(sources), mergeOptionsSchema.parse(options))
}

/** Plans a merge of fixtures by name, or other datasets by path. */
export async function planOf(sources: readonly string[], request: MergeRequest = {}): Promise<MergePlan> {
  return await plan(await openAll(sources), {
    options: mergeOptionsSchema.parse(request.options ?? {}),
    output: request.output ?? join(await scratchDir(), 'merged'),
    ...(request.episodes === undefined ? {} : { episodes: request.episodes }),
    ...(request.trims === undefined ? {} : { trims: request.trims }),
  })
}

/** Opens, checks, plans, writes and verifies, as the command line does. Throws `BLOCKED` as it does. */
export async function merge(sources: readonly string[], request: MergeRequest = {}): Promise<Merged> {
  const opened = await openAll(sources)
  const options = mergeOptionsSchema.parse(request.options ?? {})
  const findings = await check(opened, options, request.episodes)
  refuseIfBlocked(findings)
  const planned = await plan(opened, {
    options,
    output: request.output ?? join(await scratchDir(), 'merged'),
    ...(request.episodes === undefined ? {} : { episodes: request.episodes }),
    ...(request.trims === undefined ? {} : { trims: request.trims }),
  })
  const report = await write(planned, { sources: opened, ...request.write })
  return { dir: planned.output, findings, plan: planned, report }
}

/** The code of the EngineError that a promise ends with; anything else fails the test. */
export async function errorCode(promise: Promise<unknown>): Promise<ErrorCode> {
  return (await errorOf(promise)).code
}

/** The EngineError that a promise ends with; anything else fails the test. */
export async function errorOf(promise: Promise<unknown>): Promise<EngineError> {
  try {
    await promise
  } catch (error) {
    if (error instanceof EngineError) return error
    throw error
  }
  throw new Error('expected an EngineError, but nothing was thrown')
}

/** Findings in one line each, for comparing many at once: `advisory TASKS_ORDER #1 meta/tasks.parquet`. */
export function brief(findings: readonly Finding[]): string[] {
  return findings.map(({ tier, code, source, subject }) =>
    [tier, code, source === undefined ? '' : `#${source}`, subject ?? '']
      .filter((part) => part !== '')
      .join(' '),
  )
}
