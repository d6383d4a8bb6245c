import { RefreshCw } from 'lucide-react'
import { formatCount } from '#renderer/format/numbers.ts'
import { episodeListText } from '#renderer/features/merge/episode-list.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { DataTable } from '#renderer/ui/DataTable.tsx'
import { ErrorBox } from '#renderer/ui/ErrorBox.tsx'
import { Path } from '#renderer/ui/Path.tsx'
import { Section } from '#renderer/ui/Section.tsx'
import { shortenMiddle } from '#renderer/format/path.ts'
import type { MergeRecord, MergeSource } from '#shared/model/history.ts'
import { driftHeading, driftSummary } from './drift-text.ts'
import { Drift } from './Drift.tsx'
import type { Drifts } from './use-merge-record.ts'

/** As much of a fingerprint as tells sources apart. */
const FINGERPRINT = 10

interface EntrySourcesProps {
  readonly record: MergeRecord
  readonly drifts: Drifts
  readonly onLook: () => void
}

/** The sources of a merge as they were, and how they stand today. */
export function EntrySources({ record, drifts, onLook }: EntrySourcesProps) {
  return (
    <Section
      title="Sources"
      note={noteOf(drifts)}
      actions={
        <Button variant="quiet" icon={RefreshCw} onClick={onLook}>
          Look again
        </Button>
      }
    >
      {drifts.kind === 'failed' && (
        <ErrorBox error={drifts.error} actions={<Button onClick={onLook}>Try again</Button>} />
      )}
      <DataTable
        label="Sources of the merge"
        rows={record.mergeSources}
        rowKey={(_, index) => index}
        columns={[
          { title: 'Name', cell: ({ name }) => name },
          { title: 'Place', cell: ({ path }) => <Path path={path} max={48} /> },
          { title: 'Episodes', align: 'end', cell: (source) => episodesText(source) },
          {
            title: 'Fingerprint',
            cell: ({ fingerprint }) => <code title={fingerprint}>{fingerprint.slice(0, FINGERPRINT)}</code>,
          },
          { title: 'Today', cell: (_, index) => <Drift drifts={drifts} index={index} /> },
        ]}
      />
    </Section>
  )
}

function noteOf(drifts: Drifts): string {
  switch (drifts.kind) {
    case 'loading':
      return 'being compared…'
    case 'failed':
      return 'not compared'
    case 'done':
      return driftHeading(driftSummary(drifts.value, new Map()))
  }
}

function episodesText({ episodes, episodesTotal }: MergeSource): string {
  const total = episodesTotal === undefined ? undefined : formatCount(episodesTotal)
  if (episodes === undefined) return total ?? 'all'
  const kept =
    total === undefined ? formatCount(episodes.length) : `${formatCount(episodes.length)} of ${total}`
  return `${kept}: ${shortenMiddle(episodeListText(episodes), 24)}`
}
