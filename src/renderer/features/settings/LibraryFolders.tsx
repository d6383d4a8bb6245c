import { FolderPlus } from 'lucide-react'
import { useMemo, useRef } from 'react'
import { useLibrary } from '#renderer/features/library/library-store.ts'
import { Roots } from '#renderer/features/library/Roots.tsx'
import { useLibraryActions } from '#renderer/features/library/use-library-actions.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { useRemovalFocus } from '#renderer/ui/use-removal-focus.ts'
import styles from './Settings.module.css'

export function LibraryFolders() {
  const roots = useLibrary((state) => state.roots)
  const { addRoot, removeRoot } = useLibraryActions()
  const addButton = useRef<HTMLButtonElement>(null)
  const removal = useRemovalFocus(
    useMemo(() => roots.map(({ place }) => place.id), [roots]),
    addButton,
  )
  return (
    <div className={styles.column}>
      <Roots roots={roots} onRemove={removeRoot} removal={removal} />
      <Button ref={addButton} icon={FolderPlus} onClick={addRoot}>
        Add folder
      </Button>
    </div>
  )
}
