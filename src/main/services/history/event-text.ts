import { episodesText } from '#shared/episode-ranges.ts'
import type { Finding } from '#shared/findings.ts'
import type { MergeEvent } from '#shared/model/history.ts'
import type { ResultComparison, SettledFindings } from '#shared/model/job.ts'
import type { MergeOutcome } from './records.ts'

/** What the beginning of a merge is recorded as. */
export function startText(sources: number, outputPath: string): string {
  return `${sources === 1 ? '1 dataset' : `${sources} datasets`} into ${outputPath}`
}

/** What the end of a merge is recorded as. */
export function endingText(outcome: MergeOutcome): string {
  switch (outcome.status) {
    case 'succeeded':
      return `${outcome.episodes} episodes, ${outcome.frames} frames`
    case 'failed':
      return `${outcome.error.code}: ${outcome.error.message}`
    case 'cancelled':
      return outcome.leftover === undefined
        ? 'nothing was left behind'
        : `what it had written could not be removed: ${outcome.leftover}`
  }
}

/** Repairs, and findings about what was left out, of one merge that become events; of more, the number is told. */
const MAX_SETTLED = 50

/** What is recorded of the repairs of a merge and of the episodes that it left out. */
export function settledEvents(
  { repairs, leftOut }: SettledFindings,
  names: readonly string[],
): Pick<MergeEvent, 'kind' | 'message'>[] {
  return [
    ...eventsOf('left-out', leftOut, (finding) => `${episodesOf(finding, names)}: ${finding.message}`),
    ...eventsOf('repaired', repairs, (finding) =>
      [...named(finding, names), `${finding.message} ${finding.repair ?? ''}`].join(': '),
    ),
  ]
}

function eventsOf(
  kind: MergeEvent['kind'],
  findings: readonly Finding[],
  textOf: (finding: Finding) => string,
): Pick<MergeEvent, 'kind' | 'message'>[] {
  const events = findings.slice(0, MAX_SETTLED).map((finding) => ({ kind, message: textOf(finding) }))
  const rest = findings.length - events.length
  return rest === 0 ? events : [...events, { kind, message: `and ${rest} more findings of this kind` }]
}

function named({ source }: Finding, names: readonly string[]): string[] {
  return source === undefined || names[source] === undefined ? [] : [names[source]]
}

function episodesOf(finding: Finding, names: readonly string[]): string {
  return [episodesText(finding.episodes ?? []), ...named(finding, names)].join(' of ')
}

/** How a result compares with the earlier one, in a sentence without a full stop. */
export function comparisonText(comparison: ResultComparison): string {
  switch (comparison.kind) {
    case 'identical':
      return `byte-identical with the earlier result: ${comparison.files} files`
    case 'different': {
      const { changed, added, removed, counts: of } = comparison
      const parts = [
        [of.changed, 'changed'],
        [of.added, 'new'],
        [of.removed, 'gone'],
      ] as const
      const counts = parts
        .filter(([files]) => files > 0)
        .map(([files, how]) => `${files} ${files === 1 ? 'file' : 'files'} ${how}`)
      const first = [...changed, ...added, ...removed][0]
      return `differs from the earlier result: ${counts.join(', ')}, the first is ${first ?? ''}`
    }
    case 'unknown':
      return `not compared with the earlier result: ${comparison.reason}`
  }
}
