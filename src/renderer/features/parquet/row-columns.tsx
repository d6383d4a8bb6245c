import type { ParquetColumn, ParquetFile } from '#shared/model/parquet.ts'
import { formatCount } from '#renderer/format/numbers.ts'
import type { Column } from '#renderer/ui/table/VirtualTable.tsx'
import styles from './Parquet.module.css'

/** A row of a file with its number. */
export interface NumberedRow {
  readonly index: number
  readonly cells: readonly (string | null)[]
}

const numeric = /^(u?int|half|float|double|decimal)/i

/** Whether the values of a column are numbers, which stand at the end. */
export function isNumeric({ arrow, parquet, leaves }: ParquetColumn): boolean {
  return leaves.length === 1 && numeric.test(arrow ?? parquet)
}

/** The columns of the table of rows: the row's number first. */
export function rowColumns({ columns }: ParquetFile): readonly Column<NumberedRow>[] {
  return [
    { id: 'row number', title: 'Row', width: 6.5, align: 'end', cell: ({ index }) => formatCount(index) },
    ...columns.map((column, position): Column<NumberedRow> => {
      const isNumber = isNumeric(column)
      return {
        id: `${position}`,
        title: column.name,
        hint: `${column.name}: ${column.arrow ?? column.parquet}`,
        width: Math.min(16, Math.max(isNumber ? 6 : 12, column.name.length * 0.5 + 2)),
        ...(isNumber ? { align: 'end' } : { grow: 1 }),
        cell: ({ cells }) => <Cell text={cells[position]} />,
      }
    }),
  ]
}

/** A value as text; a null is told from the word. */
export function Cell({ text }: { readonly text: string | null | undefined }) {
  return text === null || text === undefined ? <i className={styles.null}>null</i> : <span>{text}</span>
}
