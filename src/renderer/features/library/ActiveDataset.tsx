import type { DatasetSummary } from '#shared/model/dataset.ts'
import { formatCount } from '#renderer/format/numbers.ts'
import { Path } from '#renderer/ui/Path.tsx'
import { StatusIcon } from '#renderer/ui/StatusIcon.tsx'
import { healthText } from './health-text.ts'
import styles from './LibraryScreen.module.css'

interface ActiveDatasetProps {
  readonly dataset: DatasetSummary | undefined
  readonly shown: number
  readonly total: number
  readonly selected: number
}

/** The line below the table: where the dataset at hand is and what is the matter with it. */
export function ActiveDataset({ dataset, shown, total, selected }: ActiveDatasetProps) {
  const health = dataset && healthText(dataset.health)
  const [reason, ...others] = health?.reasons ?? []
  return (
    <p className={styles.line}>
      {dataset && <Path path={dataset.place.path} max={60} />}
      {health && reason !== undefined && (
        <>
          <StatusIcon tone={health.tone} />
          <span className={styles.reason} title={health.reasons.join('\n')}>
            {reason}
            {others.length > 0 && ` (and ${formatCount(others.length)} more)`}
          </span>
        </>
      )}
      <span className={styles.tally}>
        {selected > 0 && `${formatCount(selected)} selected, `}
        {shown === total ? formatCount(total) : `${formatCount(shown)} of ${formatCount(total)}`} shown
      </span>
    </p>
  )
}
