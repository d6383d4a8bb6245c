import type { PlannedFile } from '#shared/model/merge.ts'
import { shortCameraName } from '#renderer/format/camera-name.ts'
import { formatCount } from '#renderer/format/numbers.ts'
import { DataTable } from '#renderer/ui/DataTable.tsx'
import styles from './MergeResult.module.css'

/** The files of the result that an episode will be in, and where in them. */
export function PlannedFiles({ files }: { readonly files: readonly PlannedFile[] }) {
  const rows = files.find(({ camera }) => camera === undefined)
  return (
    <details>
      <summary className={styles.summary}>
        Where it will be
        {rows !== undefined && (
          <span className={styles.file}>
            {rows.path}, {windowText(rows)}
          </span>
        )}
      </summary>
      <DataTable
        label="Files that the episode will be in"
        rows={files}
        rowKey={({ path }) => path}
        columns={[
          { title: 'Of', cell: ({ camera }) => (camera === undefined ? 'rows' : shortCameraName(camera)) },
          { title: 'File', cell: ({ path }) => path },
          { title: 'Frames', align: 'end', cell: windowText },
        ]}
      />
    </details>
  )
}

function windowText({ camera, window: { start, end } }: PlannedFile): string {
  return `${camera === undefined ? 'index ' : ''}${formatCount(start)}–${formatCount(end - 1)}`
}
