import { useCallback, useMemo, useRef, useState } from 'react'
import type { ParquetFile } from '#shared/model/parquet.ts'
import { api } from '#renderer/api/api.ts'
import { usePages } from '#renderer/api/use-pages.ts'
import { keymap } from '#renderer/keyboard/keymap.ts'
import { useShortcut } from '#renderer/keyboard/use-shortcut.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { ErrorBox } from '#renderer/ui/ErrorBox.tsx'
import { VirtualTable } from '#renderer/ui/table/VirtualTable.tsx'
import { rowColumns } from './row-columns.tsx'
import { RowDetails } from './RowDetails.tsx'
import styles from '#renderer/ui/Pane.module.css'

const PAGE = 100

/** Any row of the file, and all of one row below. */
export function RowTable({ file }: { readonly file: ParquetFile }) {
  const [active, setActive] = useState(-1)
  const [isOpen, setOpen] = useState(false)
  const pane = useRef<HTMLDivElement>(null)
  const open = (index: number) => {
    setActive(index)
    setOpen(true)
  }
  // The keyboard goes on in the table, where it was.
  const close = () => {
    setOpen(false)
    pane.current?.querySelector<HTMLElement>('[role=grid]')?.focus()
  }
  useShortcut(keymap.Everywhere.close, close, isOpen)
  const { id } = file.place
  const columns = useMemo(() => rowColumns(file), [file])
  const fetchPage = useCallback(
    (from: number, signal: AbortSignal) =>
      api.call('parquet.rows', { place: id, from, count: PAGE }, { signal }),
    [id],
  )
  const { rowAt, onShown, error, again } = usePages(PAGE, fetchPage)
  const numbered = (index: number) => {
    const cells = rowAt(index)
    return cells === undefined ? undefined : { index, cells }
  }
  return (
    <div ref={pane} className={styles.fill}>
      {error !== undefined && <ErrorBox error={error} actions={<Button onClick={again}>Try again</Button>} />}
      <VirtualTable
        label="Rows"
        columns={columns}
        count={file.rows}
        rowAt={numbered}
        active={active}
        onActive={open}
        onOpen={open}
        onShown={onShown}
      />
      {isOpen && <RowDetails file={file} index={active} cells={rowAt(active)} onClose={close} />}
    </div>
  )
}
