import { FolderPlus } from 'lucide-react'
import { useLibrary } from '#renderer/features/library/library-store.ts'
import { Roots } from '#renderer/features/library/Roots.tsx'
import { useLibraryActions } from '#renderer/features/library/use-library-actions.ts'
import { Button } from '#renderer/ui/Button.tsx'
import styles from './Settings.module.css'

export function LibraryFolders() {
  const roots = useLibrary((state) => state.roots)
  const { addRoot, removeRoot } = useLibraryActions()
  return (
    <div className={styles.column}>
      <Roots roots={roots} onRemove={removeRoot} />
      <Button icon={FolderPlus} onClick={addRoot}>
        Add folder
      </Button>
    </div>
  )
}
