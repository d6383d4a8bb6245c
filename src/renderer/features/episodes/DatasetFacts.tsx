import type { ReactNode } from 'react'
import type { DatasetDetails, DatasetSummary } from '#shared/model/dataset.ts'
import { Health } from '#renderer/features/library/Health.tsx'
import { datasetSeconds } from '#renderer/features/library/dataset-order.ts'
import { formatBytes } from '#shared/format-bytes.ts'
import { formatDuration } from '#renderer/format/duration.ts'
import { formatCount, formatFps } from '#renderer/format/numbers.ts'
import { shortenMiddle } from '#renderer/format/path.ts'
import styles from './EpisodesScreen.module.css'

interface DatasetFactsProps {
  readonly summary: DatasetSummary
  /** Undefined while it is being opened. */
  readonly details: DatasetDetails | undefined
}

/** The figures of a dataset in a row. */
export function DatasetFacts({ summary, details }: DatasetFactsProps) {
  const { fingerprint = '', mergedFrom } = details ?? {}
  const { facts, health } = summary
  const seconds = datasetSeconds(summary)
  const rows: readonly (readonly [string, ReactNode])[] = [
    ['Health', <Health key="health" health={health} />],
    ['Robot', facts?.robotType ?? '–'],
    ['Frames', formatCount(facts?.frames ?? 0)],
    ['Duration', seconds === undefined ? '–' : formatDuration(seconds)],
    ['fps', facts === undefined ? '–' : formatFps(facts.fps)],
    ['Cameras', facts === undefined || facts.cameras.length === 0 ? 'none' : facts.cameras.join(', ')],
    ['Size', formatBytes(facts?.bytes ?? 0)],
    ['Version', facts?.version ?? '–'],
    ...(details === undefined
      ? []
      : [
          [
            'Fingerprint',
            <span key="fingerprint" className={styles.fingerprint} title={fingerprint}>
              {shortenMiddle(fingerprint, 17)}
            </span>,
          ] as const,
        ]),
    ...(mergedFrom === undefined
      ? []
      : [
          [
            'Merged from',
            <span key="merged" title={mergedFrom.join('\n')}>
              {mergedFrom.length > 3 ? `${formatCount(mergedFrom.length)} datasets` : mergedFrom.join(', ')}
            </span>,
          ] as const,
        ]),
  ]
  return (
    <dl className={styles.facts}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
