import { useId, type ReactNode } from 'react'
import styles from './Field.module.css'

/** What a control has to carry so that its label, hint and error belong to it. */
export interface FieldIds {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': boolean | undefined
}

interface FieldProps {
  readonly label: string
  /** Keeps the label for screen readers only. */
  readonly isLabelHidden?: boolean | undefined
  readonly hint?: ReactNode
  readonly error?: string | undefined
  readonly children: (ids: FieldIds) => ReactNode
}

/** A labelled control with a hint below it, or what is wrong with its value. */
export function Field({ label, isLabelHidden = false, hint, error, children }: FieldProps) {
  const id = useId()
  const note = error ?? hint
  const noteId = `${id}-note`
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label} data-hidden={isLabelHidden}>
        {label}
      </label>
      {children({
        id,
        'aria-describedby': note === undefined ? undefined : noteId,
        'aria-invalid': error === undefined ? undefined : true,
      })}
      {note !== undefined && (
        <p id={noteId} className={styles.note} data-error={error !== undefined}>
          {note}
        </p>
      )}
    </div>
  )
}
