import { useCall } from '#renderer/api/use-call.ts'
import { ComparisonReport } from '#renderer/features/jobs/ComparisonReport.tsx'
import { Verdict } from '#renderer/features/jobs/Verdict.tsx'
import { formatDateTime } from '#renderer/format/date.ts'
import { DataTable } from '#renderer/ui/DataTable.tsx'
import { Button } from '#renderer/ui/Button.tsx'
import { ErrorBox } from '#renderer/ui/ErrorBox.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import type { MergeId, MergeSummary } from '#shared/model/history.ts'

/** What differs between two merges: their recipes and their results. */
export function MergeDifferences({ a, b }: { readonly a: MergeId; readonly b: MergeId }) {
  const comparison = useCall('history.compare', { a, b })
  if (comparison.kind === 'loading') return <Spinner label="Comparing" />
  if (comparison.kind === 'failed')
    return (
      <ErrorBox error={comparison.error} actions={<Button onClick={comparison.again}>Try again</Button>} />
    )
  const { value } = comparison
  const title = ({ name, id, startedMs }: MergeSummary) =>
    `${name} (merge ${id}, ${formatDateTime(startedMs)})`
  return (
    <>
      {value.recipe.length === 0 ? (
        <Verdict tone="good" text="The same recipe on the same sources." />
      ) : (
        <DataTable
          label="Differences of the recipes"
          rows={value.recipe}
          rowKey={({ subject }, index) => `${subject} ${index}`}
          columns={[
            { title: 'What', cell: ({ subject }) => subject },
            { title: title(value.a), cell: (difference) => difference.a },
            { title: title(value.b), cell: (difference) => difference.b },
          ]}
        />
      )}
      <ComparisonReport comparison={value.results} other={`the result of merge ${a}`} />
    </>
  )
}
