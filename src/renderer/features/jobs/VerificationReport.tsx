import { DataTable } from '#renderer/ui/DataTable.tsx'
import type { Verification } from '#shared/model/job.ts'
import { verificationText } from './job-text.ts'
import { Verdict } from './Verdict.tsx'

const SHOWN = 100

/** What was proved of a result. */
export function VerificationReport({ verification }: { readonly verification: Verification | undefined }) {
  if (verification === undefined) return <Verdict tone="neutral" text="The result was not verified." />
  const { failures } = verification
  if (failures.length === 0) return <Verdict tone="good" text={verificationText(verification)} />
  return (
    <Verdict tone="danger" text={verificationText(verification)}>
      <DataTable
        label="Failed checks"
        rows={failures.slice(0, SHOWN)}
        rowKey={(_, index) => index}
        columns={[
          { title: 'Episode', align: 'end', cell: ({ episode }) => episode ?? '–' },
          { title: 'What', cell: ({ subject }) => subject },
          { title: 'How', cell: ({ message }) => message },
        ]}
      />
    </Verdict>
  )
}
