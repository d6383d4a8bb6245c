import type { ReactNode } from 'react'
import { Field } from './Field.tsx'
import styles from './control.module.css'

interface SelectProps<Value extends string> {
  readonly label: string
  readonly isLabelHidden?: boolean
  readonly hint?: ReactNode
  readonly value: Value
  readonly options: readonly { readonly value: Value; readonly label: string }[]
  readonly disabled?: boolean
  readonly onChange: (value: Value) => void
}

export function Select<Value extends string>({
  label,
  isLabelHidden,
  hint,
  value,
  options,
  disabled,
  onChange,
}: SelectProps<Value>) {
  return (
    <Field label={label} isLabelHidden={isLabelHidden} hint={hint}>
      {(ids) => (
        <select
          {...ids}
          className={styles.control}
          value={value}
          disabled={disabled}
          onChange={(event) => {
            const chosen = options[event.target.selectedIndex]
            if (chosen) onChange(chosen.value)
          }}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
