import type { ResultComparison } from '#shared/model/job.ts'
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
  const { changed, added, removed } = comparison
  return (
    <Verdict tone="warning" text={text}>
      <details>
        <summary>Files that differ</summary>
        <ul>
          {changed.map((path) => (
            <li key={path}>
              changed: <code>{path}</code>
            </li>
          ))}
          {added.map((path) => (
            <li key={path}>
              added: <code>{path}</code>
            </li>
          ))}
          {removed.map((path) => (
            <li key={path}>
              removed: <code>{path}</code>
            </li>
          ))}
        </ul>
      </details>
    </Verdict>
  )
}
