import type { Job, JobState, ResultComparison, Verification } from '#shared/model/job.ts'
import { formatCount, formatCountOf } from '#renderer/format/numbers.ts'

/** Whether it ended, one way or another. */
export function isTerminal(state: JobState): boolean {
  return state.kind === 'succeeded' || state.kind === 'failed' || state.kind === 'cancelled'
}

/** Seconds that the job has been at work, or was. */
export function elapsedSeconds({ startedMs, endedMs }: Job, nowMs: number): number {
  return startedMs === undefined ? 0 : Math.max(0, (endedMs ?? nowMs) - startedMs) / 1000
}

/** One word for what a job is at. */
export function jobStateText(state: JobState): string {
  switch (state.kind) {
    case 'queued':
      return 'Waiting'
    case 'running':
      return state.isCancelling ? 'Cancelling' : 'Running'
    case 'succeeded':
      return 'Done'
    case 'failed':
      return 'Failed'
    case 'cancelled':
      return 'Cancelled'
  }
}

const against: Readonly<Record<Verification['against'], string>> = {
  sources: 'compared with their sources',
  certificate: 'compared with the certificate made when they were merged',
  format: 'checked against the format only',
}

/** A verification in one sentence. */
export function verificationText({ episodes, checks, failures, against: what }: Verification): string {
  return failures.length === 0
    ? `Verified: ${formatCountOf(episodes, 'episode')} ${against[what]}, ${formatCountOf(checks, 'check')} passed.`
    : `${formatCount(failures.length)} of ${formatCountOf(checks, 'check')} failed.`
}

/** A comparison with another result in one sentence. */
export function comparisonText(comparison: ResultComparison, other = 'the earlier result'): string {
  switch (comparison.kind) {
    case 'identical':
      return `Byte-identical to ${other}: all ${formatCountOf(comparison.files, 'file')}.`
    case 'different': {
      const { changed, added, removed } = comparison.counts
      const parts = [
        ...(changed > 0 ? [`${formatCountOf(changed, 'file')} changed`] : []),
        ...(added > 0 ? [`${formatCountOf(added, 'file')} added`] : []),
        ...(removed > 0 ? [`${formatCountOf(removed, 'file')} removed`] : []),
      ]
      return `Differs from ${other}: ${parts.join(', ')}.`
    }
    case 'unknown':
      return `Not compared with ${other}: ${comparison.reason}`
  }
}
