import { X } from 'lucide-react'
import type { ParquetFile } from '#shared/model/parquet.ts'
import { formatCount } from '#renderer/format/numbers.ts'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { Cell } from './row-columns.tsx'
import styles from './Parquet.module.css'

interface RowDetailsProps {
  readonly file: ParquetFile
  readonly index: number
  /** Undefined while they are on their way. */
  readonly cells: readonly (string | null)[] | undefined
  readonly onClose: () => void
}

/** One row with room for its long values. */
export function RowDetails({ file, index, cells, onClose }: RowDetailsProps) {
  const title = `Row ${formatCount(index)}`
  return (
    <section className={styles.row} aria-label={title}>
      <header>
        <h2>{title}</h2>
        <IconButton icon={X} label="Close the row" onClick={onClose} />
      </header>
      <dl tabIndex={0} aria-label="Values of the row">
        {file.columns.map(({ name }, position) => (
          <RowValue key={position} name={name} text={cells === undefined ? '' : cells[position]} />
        ))}
      </dl>
    </section>
  )
}

function RowValue({ name, text }: { readonly name: string; readonly text: string | null | undefined }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <Cell text={text} />
      </dd>
    </>
  )
}
