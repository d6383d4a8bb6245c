import { useState, type ReactNode } from 'react'
import { Field } from './Field.tsx'
import { parseNumber } from './parse-number.ts'
import styles from './control.module.css'

interface NumberFieldProps {
  readonly label: string
  readonly hint?: ReactNode
  readonly unit?: string
  readonly value: number
  readonly min: number
  readonly max?: number
  readonly isInteger?: boolean
  readonly disabled?: boolean
  /** Called with a valid number only, when the field is left or Enter is pressed. */
  readonly onCommit: (value: number) => void
}

/** A number that is typed freely and taken over when it is one; Escape brings the old one back. */
export function NumberField({ label, hint, unit, value, onCommit, disabled, ...limits }: NumberFieldProps) {
  const [draft, setDraft] = useState<string>()
  const parsed = draft === undefined ? { value } : parseNumber(draft, limits)
  const commit = () => {
    if (draft === undefined || parsed.value === undefined) return
    setDraft(undefined)
    if (parsed.value !== value) onCommit(parsed.value)
  }
  return (
    <Field label={label} hint={hint} error={parsed.problem}>
      {(ids) => (
        <div className={styles.withUnit}>
          <input
            {...ids}
            type="text"
            inputMode={limits.isInteger === true ? 'numeric' : 'decimal'}
            autoComplete="off"
            className={`${styles.control} ${styles.number}`}
            disabled={disabled}
            value={draft ?? String(value)}
            onChange={(event) => {
              setDraft(event.target.value)
            }}
            onBlur={commit}
            onKeyDown={(event) => {
              if (event.key === 'Enter') commit()
              if (event.key === 'Escape' && draft !== undefined) {
                event.stopPropagation()
                setDraft(undefined)
              }
            }}
          />
          {unit !== undefined && <span className={styles.unit}>{unit}</span>}
        </div>
      )}
    </Field>
  )
}
