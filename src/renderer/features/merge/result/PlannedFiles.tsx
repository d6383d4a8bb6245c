import type { PlannedFile } from '#shared/model/merge.ts'
import { formatCount } from '#renderer/format/numbers.ts'
import { DataTable } from '#renderer/ui/DataTable.tsx'
import styles from './MergeResult.module.css'

/** The files of the result that an episode will be in, and where in them. */
export function PlannedFiles({ files }: { readonly files: readonly PlannedFile[] }) {
  return (
    <details>
      <summary className={styles.summary}>Where it will be</summary>
      <DataTable
        label="Files that the episode will be in"
        rows={files}
        rowKey={({ path }) => path}
        columns={[
          { title: 'Of', cell: ({ camera }) => camera ?? 'rows' },
          { title: 'File', cell: ({ path }) => path },
          {
            title: 'Frames',
            align: 'end',
            cell: ({ camera, window: { start, end } }) =>
              `${camera === undefined ? 'index ' : ''}${formatCount(start)}–${formatCount(end - 1)}`,
          },
        ]}
      />
    </details>
  )
}
