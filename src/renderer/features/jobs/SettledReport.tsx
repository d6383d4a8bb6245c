import { formatCountOf } from '#renderer/format/numbers.ts'
import type { Finding } from '#shared/findings.ts'
import type { SettledFindings } from '#shared/model/job.ts'
import { settledLines, type SettledLine } from './settled-text.ts'
import styles from './SettledReport.module.css'
import { Verdict } from './Verdict.tsx'

interface SettledReportProps {
  readonly settled: SettledFindings
  /** Names of the sources, by position. */
  readonly sources: readonly string[]
}

/** What a merge left out because it was broken, and what it repaired by itself. */
export function SettledReport({ settled: { repairs, leftOut }, sources }: SettledReportProps) {
  return (
    <>
      {leftOut.length > 0 && (
        <Verdict tone="warning" text={`Left out: ${formatCountOf(countOf(leftOut), 'broken episode')}`}>
          <SettledList lines={settledLines(leftOut, sources)} />
        </Verdict>
      )}
      {repairs.length > 0 && (
        <Verdict tone="neutral" text="Repaired on the way">
          <SettledList lines={settledLines(repairs, sources)} />
        </Verdict>
      )}
    </>
  )
}

function countOf(findings: readonly Finding[]): number {
  const episodes = findings.flatMap(({ source, episodes: own = [] }) =>
    own.map((episode) => `${source ?? ''} ${episode}`),
  )
  return new Set(episodes).size
}

/** Lines that are shown before the rest is folded away. */
const SHOWN = 6

function SettledList({ lines }: { readonly lines: readonly SettledLine[] }) {
  const rest = lines.slice(SHOWN)
  return (
    <>
      <Lines lines={lines.slice(0, SHOWN)} />
      {rest.length > 0 && (
        <details>
          <summary>{formatCountOf(rest.length, 'more', 'more')}</summary>
          <Lines lines={rest} />
        </details>
      )}
    </>
  )
}

function Lines({ lines }: { readonly lines: readonly SettledLine[] }) {
  return (
    <ul className={styles.lines}>
      {lines.map(({ where, what }, i) => (
        <li key={i}>
          <b>{where}</b> {what}
        </li>
      ))}
    </ul>
  )
}
