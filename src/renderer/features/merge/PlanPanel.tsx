import { Play } from 'lucide-react'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { PlanPreview } from '#shared/model/merge.ts'
import { formatBytes } from '#shared/format-bytes.ts'
import { mergePreviewPath } from '#shared/routes.ts'
import { formatDuration, formatEstimate } from '#renderer/format/duration.ts'
import { formatCount, formatCountOf } from '#renderer/format/numbers.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { DataTable } from '#renderer/ui/DataTable.tsx'
import { Facts } from '#renderer/ui/Facts.tsx'
import styles from './PlanPanel.module.css'

/** What the merge would make. */
export function PlanPanel({ plan, isStale }: { readonly plan: PlanPreview; readonly isStale: boolean }) {
  const [, navigate] = useLocation()
  const { totals, fps, shards, estimatedSeconds } = plan
  return (
    <div className={styles.plan} data-stale={isStale} role="group" aria-label="Plan" aria-busy={isStale}>
      <Facts
        facts={[
          ['Episodes', formatCount(totals.episodes)],
          ['Frames', `${formatCount(totals.frames)} (${formatDuration(totals.frames / fps)} at ${fps} fps)`],
          ['Tasks', formatCount(totals.tasks)],
          ['Size', `${formatBytes(totals.bytes)} in ${formatCountOf(totals.files, 'file')}`],
          ...(estimatedSeconds === undefined ? [] : [['Time', formatEstimate(estimatedSeconds)] as const]),
        ]}
      />
      <div>
        <Button
          icon={Play}
          onClick={() => {
            navigate(mergePreviewPath(0))
          }}
        >
          Preview the result
        </Button>
      </div>
      <OutputFiles shards={shards} total={totals.files} />
    </div>
  )
}

function OutputFiles({ shards, total }: { readonly shards: PlanPreview['shards']; readonly total: number }) {
  const [isOpen, setOpen] = useState(false)
  if (shards.length === 0) return null
  return (
    <details
      onToggle={(event) => {
        setOpen(event.currentTarget.open)
      }}
    >
      <summary className={styles.summary}>Files of the result</summary>
      {isOpen && (
        <div className={styles.files}>
          <DataTable
            label="Files of the result"
            rows={shards}
            rowKey={({ path }) => path}
            columns={[
              { title: 'File', cell: ({ path }) => path },
              {
                title: 'Episodes',
                align: 'end',
                cell: ({ first, end }) => (end - first === 1 ? first : `${first}–${end - 1}`),
              },
              { title: 'Size', align: 'end', cell: ({ bytes }) => formatBytes(bytes) },
            ]}
          />
          {total > shards.length && <p>{formatCountOf(total - shards.length, 'more file')}</p>}
        </div>
      )}
    </details>
  )
}
