import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import type { ParquetColumn, ParquetLeaf } from '#shared/model/parquet.ts'
import { formatBytes } from '#shared/format-bytes.ts'
import styles from './Parquet.module.css'
import pane from '#renderer/ui/Pane.module.css'

/** Columns with their types; each unfolds into the leaves that are stored. */
export function SchemaTree({ columns }: { readonly columns: readonly ParquetColumn[] }) {
  return (
    <div className={pane.scroll} tabIndex={0} role="group" aria-label="Schema">
      <table className={styles.tree}>
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">Arrow type</th>
            <th scope="col">Parquet type</th>
            <th scope="col">Extension</th>
            <th scope="col">Encodings</th>
            <th scope="col">Codec</th>
            <th scope="col" data-align="end">
              Compressed
            </th>
            <th scope="col" data-align="end">
              Uncompressed
            </th>
          </tr>
        </thead>
        <tbody>
          {columns.map((column, position) => (
            <ColumnRows key={position} column={column} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function ColumnRows({ column }: { readonly column: ParquetColumn }) {
  const [isOpen, setOpen] = useState(false)
  const { name, arrow, parquet, extension, nullable, compressed, uncompressed, leaves } = column
  const encodings = joined(leaves, (leaf) => leaf.encodings)
  const codecs = joined(leaves, (leaf) => leaf.codecs)
  return (
    <>
      <tr>
        <th scope="row">
          <button
            type="button"
            className={styles.toggle}
            aria-expanded={isOpen}
            onClick={() => {
              setOpen(!isOpen)
            }}
          >
            <ChevronRight aria-hidden />
            {name}
          </button>
        </th>
        <td>{arrow ?? '–'}</td>
        <td>
          {parquet}
          {nullable && ', nullable'}
        </td>
        <td>{extension ?? '–'}</td>
        <td>{encodings}</td>
        <td>{codecs}</td>
        <td data-align="end">{formatBytes(compressed)}</td>
        <td data-align="end">{formatBytes(uncompressed)}</td>
      </tr>
      {isOpen &&
        leaves.map((leaf) => (
          <tr key={leaf.path} data-leaf>
            <th scope="row">{leaf.path}</th>
            <td />
            <td>{leaf.physical}</td>
            <td />
            <td>{leaf.encodings.join(', ')}</td>
            <td>{leaf.codecs.join(', ')}</td>
            <td data-align="end">{formatBytes(leaf.compressed)}</td>
            <td data-align="end">{formatBytes(leaf.uncompressed)}</td>
          </tr>
        ))}
    </>
  )
}

function joined(leaves: readonly ParquetLeaf[], of: (leaf: ParquetLeaf) => readonly string[]): string {
  return [...new Set(leaves.flatMap(of))].join(', ')
}
