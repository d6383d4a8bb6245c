import { Combine, FolderOpen, FolderPlus, RefreshCw, Search } from 'lucide-react'
import { useMemo, useRef } from 'react'
import { DropPlaces } from '#renderer/features/folders/DropPlaces.tsx'
import { Interrupted } from '#renderer/features/jobs/Interrupted.tsx'
import { formatCountOf } from '#renderer/format/numbers.ts'
import { keymap } from '#renderer/keyboard/keymap.ts'
import { useShortcut } from '#renderer/keyboard/use-shortcut.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { ErrorBox } from '#renderer/ui/ErrorBox.tsx'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { Screen } from '#renderer/ui/Screen.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { useRemovalFocus } from '#renderer/ui/use-removal-focus.ts'
import { TextField } from '#renderer/ui/TextField.tsx'
import { goOnInTable } from '#renderer/ui/table/go-on-in-table.ts'
import { VirtualTable } from '#renderer/ui/table/VirtualTable.tsx'
import { ActiveDataset } from './ActiveDataset.tsx'
import { datasetTableColumns } from './dataset-columns.tsx'
import { LibraryEmpty } from './LibraryEmpty.tsx'
import { useLibrary } from './library-store.ts'
import { sortLibraryBy, useLibraryView } from './library-view-store.ts'
import { RecentDatasets } from './RecentDatasets.tsx'
import { Roots } from './Roots.tsx'
import { useLibraryActions } from './use-library-actions.ts'
import { useLibraryTable } from './use-library-table.ts'
import styles from './LibraryScreen.module.css'

/** The start: which datasets there are, and which of them to merge. */
export function LibraryScreen() {
  const { datasets, isScanning, isLoaded, roots, error } = useLibrary()
  const search = useLibraryView((state) => state.search)
  const table = useLibraryTable()
  const actions = useLibraryActions()
  const searchField = useRef<HTMLInputElement>(null)
  const addButton = useRef<HTMLButtonElement>(null)
  const removal = useRemovalFocus(
    useMemo(() => roots.map(({ place }) => place.id), [roots]),
    addButton,
  )
  const { selected } = table
  useShortcut(keymap.Library.search, () => searchField.current?.focus())
  useShortcut(
    keymap.Library.merge,
    () => {
      actions.merge(selected)
    },
    selected.length > 0,
  )
  return (
    <Screen
      title="Library"
      layout="fill"
      subtitle={
        isScanning ? <Spinner label="Looking for datasets…" /> : formatCountOf(datasets.size, 'dataset')
      }
      actions={
        <>
          <IconButton icon={RefreshCw} label="Look again" disabled={isScanning} onClick={actions.rescan} />
          <RecentDatasets />
          <Button icon={FolderOpen} onClick={actions.open}>
            Open dataset
          </Button>
          <Button ref={addButton} icon={FolderPlus} onClick={actions.addRoot}>
            Add folder
          </Button>
          <Button
            variant="primary"
            icon={Combine}
            disabled={selected.length === 0}
            onClick={() => {
              actions.merge(selected)
            }}
          >
            {selected.length === 0 ? 'Merge selected' : `Merge ${selected.length} selected`}
          </Button>
        </>
      }
    >
      <Interrupted />
      {error !== undefined && <ErrorBox error={error} />}
      {isLoaded && datasets.size === 0 && !isScanning ? (
        <>
          <Roots roots={roots} onRemove={actions.removeRoot} removal={removal} />
          <LibraryEmpty hasRoots={roots.length > 0} onAdd={actions.addRoot} onOpen={actions.open} />
        </>
      ) : (
        <>
          <div className={styles.toolbar}>
            <TextField
              ref={searchField}
              label="Search datasets"
              isLabelHidden
              type="search"
              icon={Search}
              placeholder="Name, folder, robot or camera"
              value={search}
              onChange={(value) => {
                useLibraryView.setState({ search: value })
              }}
              onKeyDown={goOnInTable}
            />
            <Roots roots={roots} onRemove={actions.removeRoot} removal={removal} />
          </div>
          <VirtualTable
            label="Datasets"
            takesFocus
            empty={datasets.size === 0 ? '' : 'No dataset matches this search.'}
            columns={datasetTableColumns}
            count={table.rows.length}
            rowAt={(index) => table.rows[index]}
            sorting={table.sorting}
            onSort={sortLibraryBy}
            active={table.active}
            onActive={table.onActive}
            isSelected={table.isSelected}
            onToggle={table.onToggle}
            onSelectAll={table.onSelectAll}
            onOpen={(index) => {
              actions.show(table.rows[index])
            }}
          />
          <ActiveDataset
            dataset={table.rows[table.active]}
            shown={table.rows.length}
            total={datasets.size}
            selected={selected.length}
          />
        </>
      )}
      <DropPlaces label="Drop folders to add them to the library" onPlaces={actions.addRoots} />
    </Screen>
  )
}
