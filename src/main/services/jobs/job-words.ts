import type { Finding } from '#shared/findings.ts'
import type { MergePlan } from '#shared/plan.ts'
import type { JobOutcome } from '#main/runner/job-messages.ts'
import type { JobRequest } from './job-request.ts'

/** What a job is to do, for its log: a line each for the output, the options and the first sources. */
export function describeRequest({ recipe, output, verify, again }: JobRequest): string {
  const sources = recipe.sources.slice(0, 100).map(({ path, name, fingerprint, episodes }, i) => {
    const taken = episodes === undefined ? '' : `, ${episodes.length} chosen episodes`
    return `source ${i}: ${path ?? name} (${fingerprint}${taken})`
  })
  return [
    `merge of ${recipe.sources.length} sources into ${output}`,
    `options: ${JSON.stringify(recipe.options)}${verify ? '' : ', not verified'}`,
    ...(again === undefined ? [] : [`repeats entry ${again.merge} of the history`]),
    ...sources,
  ].join('\n')
}

/** What the plan came to. */
export function describePlan({ episodes, frames, files, bytes }: MergePlan['totals']): string {
  return `plan: ${episodes} episodes, ${frames} frames, ${files} files, ${bytes} bytes`
}

/** A finding in one line: tier, code, whose, and what. */
export function describeFinding(finding: Finding, sources: readonly string[]): string {
  const { tier, code, source, subject, message, expected, actual } = finding
  const where = [source === undefined ? undefined : sources[source], subject].filter(
    (part) => part !== undefined,
  )
  const values =
    expected === undefined && actual === undefined
      ? ''
      : ` (expected ${expected ?? 'nothing'}, found ${actual ?? 'nothing'})`
  return `${tier} ${code}${where.length === 0 ? '' : ` [${where.join(', ')}]`}: ${message}${values}`
}

/** How a job ended. */
export function describeOutcome(outcome: JobOutcome, seconds: number): string {
  switch (outcome.kind) {
    case 'succeeded': {
      const { files, bytesWritten, verification, comparison } = outcome.report
      const proof = verification === undefined ? 'not verified' : `${verification.checks} checks passed`
      const compared = comparison === undefined ? '' : `, compared: ${comparison.kind}`
      return `succeeded in ${seconds.toFixed(1)} s: ${files} files, ${bytesWritten} bytes, ${proof}${compared}`
    }
    case 'failed':
      return `failed after ${seconds.toFixed(1)} s: ${outcome.error.code}: ${outcome.error.message}`
    case 'cancelled':
      return `cancelled after ${seconds.toFixed(1)} s${outcome.leftover === undefined ? '' : `; not removed: ${outcome.leftover}`}`
  }
}
