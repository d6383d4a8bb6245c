import type { FeatureSummary } from '#shared/model/dataset.ts'
import { DataTable, type DataColumn } from '#renderer/ui/DataTable.tsx'
import pane from '#renderer/ui/Pane.module.css'

const columns: readonly DataColumn<FeatureSummary>[] = [
  { title: 'Feature', cell: ({ name }) => name },
  { title: 'Type', cell: ({ dtype }) => dtype },
  { title: 'Shape', align: 'end', cell: ({ shape }) => shape.join(' × ') },
  { title: 'Names', cell: ({ names }) => names?.join(', ') ?? '–' },
]

export function FeatureTable({ features }: { readonly features: readonly FeatureSummary[] }) {
  return (
    <div className={pane.scroll}>
      <DataTable label="Features" columns={columns} rows={features} rowKey={({ name }) => name} />
    </div>
  )
}
