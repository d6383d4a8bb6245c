import { X } from 'lucide-react'
import type { MergeOptions } from '#shared/plan.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { changeDraft } from './draft-store.ts'
import { appliedFixes } from './fixes.ts'
import styles from './AppliedFixes.module.css'

/** The choices that settled findings, each to be taken back. */
export function AppliedFixes({ options }: { readonly options: MergeOptions }) {
  const applied = appliedFixes(options)
  if (applied.length === 0) return null
  return (
    <ul className={styles.applied} aria-label="Choices made">
      {applied.map(({ label, undo }) => (
        <li key={label}>
          <Button
            icon={X}
            aria-label={`Take back: ${label}`}
            onClick={() => {
              changeDraft((draft) => ({ ...draft, options: undo(draft.options) }))
            }}
          >
            {label}
          </Button>
        </li>
      ))}
    </ul>
  )
}
