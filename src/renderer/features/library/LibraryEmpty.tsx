import { FolderOpen, FolderPlus, LibraryBig, SearchX } from 'lucide-react'
import { api } from '#renderer/api/api.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'

interface LibraryEmptyProps {
  readonly hasRoots: boolean
  readonly onAdd: () => void
  readonly onOpen: () => void
}

/** What to do first. */
export function LibraryEmpty({ hasRoots, onAdd, onOpen }: LibraryEmptyProps) {
  return (
    <EmptyState
      icon={hasRoots ? SearchX : LibraryBig}
      title={
        hasRoots ? 'No dataset was found in these folders' : 'Add the folder that your recordings are in'
      }
      actions={
        <>
          <Button variant="primary" icon={FolderPlus} onClick={onAdd}>
            Add folder
          </Button>
          <Button icon={FolderOpen} onClick={onOpen}>
            Open one dataset
          </Button>
        </>
      }
    >
      {hasRoots
        ? 'A LeRobot dataset is a folder that holds meta/info.json. Add another folder, or open a dataset by itself.'
        : 'Every LeRobot dataset in it and in the folders below it appears here. Recordings are only read, never changed.'}
      {!hasRoots && api.drop !== undefined && ' You can also drop folders on this window.'}
    </EmptyState>
  )
}
