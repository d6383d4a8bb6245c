import { useId, type ReactNode } from 'react'
import styles from './Checkbox.module.css'

interface CheckboxProps {
  readonly label: string
  readonly hint?: ReactNode
  readonly isChecked: boolean
  readonly disabled?: boolean
  readonly onChange: (isChecked: boolean) => void
}

export function Checkbox({ label, hint, isChecked, disabled, onChange }: CheckboxProps) {
  const id = useId()
  return (
    <div className={styles.checkbox}>
      <input
        id={id}
        type="checkbox"
        checked={isChecked}
        disabled={disabled}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => {
          onChange(event.target.checked)
        }}
      />
      <label htmlFor={id}>{label}</label>
      {hint !== undefined && (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
    </div>
  )
}
