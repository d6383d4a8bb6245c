import { Link } from 'wouter'
import { ComparisonReport } from '#renderer/features/jobs/ComparisonReport.tsx'
import { VerificationReport } from '#renderer/features/jobs/VerificationReport.tsx'
import { formatDateTime } from '#renderer/format/date.ts'
import { historyEntryPath, routes } from '#shared/routes.ts'
import { ErrorBox } from '#renderer/ui/ErrorBox.tsx'
import { Screen } from '#renderer/ui/Screen.tsx'
import { Section } from '#renderer/ui/Section.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import type { MergeId } from '#shared/model/history.ts'
import { EntryActions } from './EntryActions.tsx'
import { EntryEvents } from './EntryEvents.tsx'
import { EntryFacts } from './EntryFacts.tsx'
import { EntrySources } from './EntrySources.tsx'
import styles from './HistoryEntryScreen.module.css'
import { MergeStatusBadge } from './MergeStatusBadge.tsx'
import { useMergeRecord } from './use-merge-record.ts'

/** One recorded merge: what went in, what came out, what was proved of it, and what can be done with it. */
export function HistoryEntryScreen({ merge }: { readonly merge: MergeId }) {
  const { record, drifts, error, recheck } = useMergeRecord(merge)
  if (record === undefined)
    return (
      <Screen title="Merge">
        {error === undefined ? (
          <Spinner label="Reading the history" />
        ) : (
          <ErrorBox error={error} actions={<Link href={routes.history}>History</Link>} />
        )}
      </Screen>
    )
  return (
    <Screen
      title={record.name}
      subtitle={
        <>
          <MergeStatusBadge status={record.status} /> {formatDateTime(record.startedMs)} · merge {record.id}
          {record.again !== undefined && (
            <>
              , again of <Link href={historyEntryPath(record.again)}>merge {record.again}</Link>
            </>
          )}
        </>
      }
      actions={<EntryActions record={record} drifts={drifts} onLook={recheck} />}
    >
      <div className={styles.content}>
        {error !== undefined && <ErrorBox error={error} />}
        {record.error !== undefined && <ErrorBox error={record.error} />}
        {record.comparison !== undefined && <ComparisonReport comparison={record.comparison} />}
        {record.status === 'succeeded' && <VerificationReport verification={record.verification} />}
        <EntrySources record={record} drifts={drifts} onLook={recheck} />
        <div className={styles.columns}>
          <Section title="Result">
            <EntryFacts record={record} />
          </Section>
          <Section title="What happened">
            <EntryEvents events={record.events} />
          </Section>
        </div>
      </div>
    </Screen>
  )
}
