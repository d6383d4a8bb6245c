import { Undo2 } from 'lucide-react'
import type { KeptFrames } from '#shared/model/review.ts'
import { api } from '#renderer/api/api.ts'
import { formatCount } from '#renderer/format/numbers.ts'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { mark } from './review-store.ts'
import styles from './Review.module.css'

interface KeptPartProps {
  readonly episode: number
  readonly kept: KeptFrames
}

/** Which frames of a trimmed episode are kept, and the way back to all of them. */
export function KeptPart({ episode, kept }: KeptPartProps) {
  return (
    <div className={styles.trim} role="group" aria-label="Kept part">
      <span className={styles.trimText}>
        keeps {formatCount(kept.from)}–{formatCount(kept.to - 1)}
      </span>
      <IconButton
        icon={Undo2}
        label="Keep the whole episode"
        onClick={({ currentTarget }) => {
          mark(api, { episode, trim: null })
          // The button goes, and the keyboard goes on where frames are chosen.
          currentTarget.closest('section')?.querySelector<HTMLElement>('[role=slider]')?.focus()
        }}
      />
    </div>
  )
}
