import { History, Search } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { api } from '#renderer/api/api.ts'
import { useOnceConnected } from '#renderer/api/use-once-connected.ts'
import { Interrupted } from '#renderer/features/jobs/Interrupted.tsx'
import type { MergeId } from '#shared/model/history.ts'
import { formatCountOf } from '#renderer/format/numbers.ts'
import { historyEntryPath } from '#shared/routes.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { ErrorBox } from '#renderer/ui/ErrorBox.tsx'
import { Screen } from '#renderer/ui/Screen.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { VirtualTable } from '#renderer/ui/table/VirtualTable.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import { historyColumns } from './history-columns.tsx'
import { HistoryReader, positionOf, rowOf, useHistory } from './history-store.ts'
import styles from './HistoryScreen.module.css'
import { ImportRecipe } from './ImportRecipe.tsx'

/** Every merge there was, newest first. */
export function HistoryScreen() {
  const [, navigate] = useLocation()
  const [reader] = useState(() => new HistoryReader(api))
  /** Where the keyboard is: at a merge, wherever it moves to; at a place, where that one is still being read. */
  const [reached, setReached] = useState<{ readonly id: MergeId | undefined; readonly at: number }>()
  const { search, total, pages, error } = useHistory()
  useEffect(() => reader.follow(), [reader])
  const again = useCallback(() => {
    reader.again()
  }, [reader])
  useOnceConnected(error, again)
  const onShown = useCallback(
    (first: number, end: number) => {
      reader.need(first, end)
    },
    [reader],
  )
  const open = (index: number) => {
    const merge = rowOf(pages, index)
    if (merge !== undefined) navigate(historyEntryPath(merge.id))
  }
  const isEmpty = total === 0 && search === ''
  return (
    <Screen
      title="History"
      subtitle={total === undefined || isEmpty ? undefined : formatCountOf(total, 'merge')}
      layout="fill"
      actions={
        <>
          {!isEmpty && (
            <div className={styles.search}>
              <TextField
                label="Search the history"
                isLabelHidden
                icon={Search}
                placeholder="Search by name, place or source"
                value={search}
                onChange={(text) => {
                  setReached(undefined)
                  reader.search(text)
                }}
              />
            </div>
          )}
          <ImportRecipe />
        </>
      }
    >
      <Interrupted />
      {error !== undefined && <ErrorBox error={error} actions={<Button onClick={again}>Try again</Button>} />}
      {total === undefined && error === undefined && <Spinner label="Reading the history" />}
      {isEmpty && (
        <EmptyState icon={History} title="No merges yet">
          Every merge is recorded here, with its sources and what was proved of it, so that it can be run
          again.
        </EmptyState>
      )}
      {total === 0 && !isEmpty && <p>No merge has “{search}” in its name, its place or its sources.</p>}
      {total !== undefined && total > 0 && (
        <VirtualTable
          label="Merges"
          columns={historyColumns}
          count={total}
          rowAt={(index) => rowOf(pages, index)}
          active={reached?.id === undefined ? (reached?.at ?? -1) : positionOf(pages, reached.id)}
          onActive={(index) => {
            setReached({ id: rowOf(pages, index)?.id, at: index })
          }}
          onOpen={open}
          onShown={onShown}
        />
      )}
    </Screen>
  )
}
