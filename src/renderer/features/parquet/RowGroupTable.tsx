import { useState } from 'react'
import type { ParquetFile, ParquetRowGroup } from '#shared/model/parquet.ts'
import { formatBytes } from '#shared/format-bytes.ts'
import { formatCount } from '#renderer/format/numbers.ts'
import { VirtualTable, type Column } from '#renderer/ui/table/VirtualTable.tsx'
import styles from './Parquet.module.css'
import pane from '#renderer/ui/Pane.module.css'

const number = (
  id: string,
  title: string,
  text: (group: ParquetRowGroup) => string,
): Column<ParquetRowGroup> => ({ id, title, width: 9, align: 'end', cell: text })

const columns: readonly Column<ParquetRowGroup>[] = [
  number('index', 'Row group', ({ index }) => formatCount(index)),
  number('rows', 'Rows', ({ rows }) => formatCount(rows)),
  number('compressed', 'Compressed', ({ compressed }) => formatBytes(compressed)),
  number('uncompressed', 'Uncompressed', ({ uncompressed }) => formatBytes(uncompressed)),
]

export function RowGroupTable({ file }: { readonly file: ParquetFile }) {
  const [active, setActive] = useState(-1)
  const hidden = file.rowGroupCount - file.rowGroups.length
  return (
    <div className={pane.fill}>
      {hidden > 0 && (
        <p className={styles.note}>
          The first {formatCount(file.rowGroups.length)} of {formatCount(file.rowGroupCount)} row groups.
        </p>
      )}
      <VirtualTable
        label="Row groups"
        columns={columns}
        count={file.rowGroups.length}
        rowAt={(index) => file.rowGroups[index]}
        active={active}
        onActive={setActive}
      />
    </div>
  )
}
