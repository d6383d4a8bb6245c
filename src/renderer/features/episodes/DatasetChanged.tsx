import { X } from 'lucide-react'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import styles from './EpisodesScreen.module.css'

interface DatasetChangedProps {
  readonly hasChanged: boolean
  readonly onClose: () => void
}

/** Says that what is shown is not what was shown before. */
export function DatasetChanged({ hasChanged, onClose }: DatasetChangedProps) {
  return (
    <div role="status" className={styles.newsPlace}>
      {hasChanged && (
        <div className={styles.news}>
          <p>This dataset changed, and was read again.</p>
          <IconButton icon={X} label="Dismiss" onClick={onClose} />
        </div>
      )}
    </div>
  )
}
