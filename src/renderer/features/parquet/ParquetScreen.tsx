import { FileSpreadsheet, FolderOpen } from 'lucide-react'
import { DropPlaces } from '#renderer/features/folders/DropPlaces.tsx'
import { api } from '#renderer/api/api.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { Screen } from '#renderer/ui/Screen.tsx'
import { useOpenParquet } from './use-open-parquet.ts'

/** Where to begin with Parquet files. */
export function ParquetScreen() {
  const { choose, show } = useOpenParquet()
  return (
    <Screen title="Parquet" layout="fill">
      <EmptyState
        icon={FileSpreadsheet}
        title="Open a Parquet file"
        actions={
          <Button variant="primary" icon={FolderOpen} onClick={choose}>
            Open file
          </Button>
        }
      >
        See its columns with their Parquet and Arrow types, its metadata and row groups, and any of its rows.
        {api.drop !== undefined && ' You can also drop a file on this window.'}
      </EmptyState>
      <DropPlaces label="Drop a Parquet file to open it" onPlaces={show} />
    </Screen>
  )
}
