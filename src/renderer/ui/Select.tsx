import { useRef, type ReactNode } from 'react'
import { Field } from './Field.tsx'
import { useFocusBefore } from './use-focus-before.ts'
import styles from './control.module.css'

interface SelectProps<Value extends string> {
  readonly label: string
  readonly isLabelHidden?: boolean
  readonly hint?: ReactNode
  readonly value: Value
  readonly options: readonly { readonly value: Value; readonly label: string }[]
  readonly disabled?: boolean
  /** Beside something that has keys of its own: after a choice by pointer the focus is where it was. */
  readonly returnsFocus?: boolean
  readonly onChange: (value: Value) => void
}

export function Select<Value extends string>({
  label,
  isLabelHidden,
  hint,
  value,
  options,
  disabled,
  returnsFocus,
  onChange,
}: SelectProps<Value>) {
  const { onFocus, giveBack } = useFocusBefore()
  const isByPointer = useRef(false)
  return (
    <Field label={label} isLabelHidden={isLabelHidden} hint={hint}>
      {(ids) => (
        <select
          {...ids}
          className={styles.control}
          value={value}
          disabled={disabled}
          onFocus={onFocus}
          onPointerDown={() => {
            isByPointer.current = true
          }}
          onKeyDown={() => {
            isByPointer.current = false
          }}
          onChange={(event) => {
            const chosen = options[event.target.selectedIndex]
            if (chosen) onChange(chosen.value)
            if (returnsFocus === true && isByPointer.current) giveBack(event.target)
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
