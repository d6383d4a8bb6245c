import type { ResultComparison } from '#shared/model/job.ts'
import { formatCount } from '#renderer/format/numbers.ts'
import { comparisonText } from './job-text.ts'
import { Verdict } from './Verdict.tsx'

interface ComparisonReportProps {
  readonly comparison: ResultComparison
  /** What it was compared with; the earlier result of the same merge without. */
  readonly other?: string
}

/** How a result compares with another one. */
export function ComparisonReport({ comparison, other }: ComparisonReportProps) {
  const text = comparisonText(comparison, other)
  if (comparison.kind === 'identical') return <Verdict tone="good" text={text} />
  if (comparison.kind === 'unknown') return <Verdict tone="neutral" text={text} />
  const kinds = ['changed', 'added', 'removed'] as const
  return (
    <Verdict tone="warning" text={text}>
      <details>
        <summary>Files that differ</summary>
        <ul>
          {kinds.flatMap((kind) =>
            comparison[kind].map((path) => (
              <li key={`${kind} ${path}`}>
                {kind}: <code>{path}</code>
              </li>
            )),
          )}
          {kinds.map((kind) => {
            const rest = comparison.counts[kind] - comparison[kind].length
            return rest > 0 && <li key={kind}>{`${formatCount(rest)} more ${kind}`}</li>
          })}
        </ul>
      </details>
    </Verdict>
  )
}
