import { X } from 'lucide-react'
import type { MergeDraft, MergePreview } from '#shared/model/merge.ts'
import { Button } from '#renderer/ui/Button.tsx'
import styles from './AppliedFixes.module.css'
import { leftOutEpisodes, withBroken } from './broken-episodes.ts'
import { changeDraft } from './draft-store.ts'
import { appliedFixes } from './fixes.ts'

interface AppliedFixesProps {
  readonly draft: MergeDraft
  readonly preview: MergePreview | undefined
  /** The draft that the preview is about. */
  readonly of: MergeDraft | undefined
}

/** The choices that settled findings, each to be taken back. */
export function AppliedFixes({ draft, preview, of }: AppliedFixesProps) {
  const applied = appliedFixes(draft.options).map(({ label, undo }) => ({
    label,
    undo: (own: MergeDraft): MergeDraft => ({ ...own, options: undo(own.options) }),
  }))
  if (preview !== undefined && of !== undefined) {
    const broken = [...leftOutEpisodes(preview.findings).values()].reduce((sum, { size }) => sum + size, 0)
    if (broken > 0) {
      applied.push({
        label: broken === 1 ? '1 broken episode left out' : `${broken} broken episodes left out`,
        undo: (own) => withBroken(own, { of, preview }),
      })
    }
  }
  if (applied.length === 0) return null
  return (
    <ul className={styles.applied} aria-label="Choices made">
      {applied.map(({ label, undo }) => (
        <li key={label}>
          <Button
            icon={X}
            aria-label={`Take back: ${label}`}
            onClick={() => {
              changeDraft(undo)
            }}
          >
            {label}
          </Button>
        </li>
      ))}
    </ul>
  )
}
