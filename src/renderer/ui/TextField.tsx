import type { LucideIcon } from 'lucide-react'
import type { ComponentPropsWithRef, ReactNode } from 'react'
import { Field } from './Field.tsx'
import styles from './control.module.css'

interface TextFieldProps extends Omit<ComponentPropsWithRef<'input'>, 'onChange' | 'value'> {
  readonly label: string
  readonly isLabelHidden?: boolean
  readonly hint?: ReactNode
  readonly error?: string | undefined
  readonly icon?: LucideIcon
  readonly value: string
  readonly onChange: (value: string) => void
}

export function TextField({
  label,
  isLabelHidden,
  hint,
  error,
  icon: Icon,
  onChange,
  ...rest
}: TextFieldProps) {
  return (
    <Field label={label} isLabelHidden={isLabelHidden} hint={hint} error={error}>
      {(ids) => (
        <div className={Icon && styles.withIcon}>
          {Icon && <Icon aria-hidden />}
          <input
            type="text"
            autoComplete="off"
            spellCheck={false}
            {...rest}
            {...ids}
            className={styles.control}
            onChange={(event) => {
              onChange(event.target.value)
            }}
          />
        </div>
      )}
    </Field>
  )
}
