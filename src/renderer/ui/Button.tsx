import type { LucideIcon } from 'lucide-react'
import type { ComponentPropsWithRef } from 'react'
import { Spinner } from './Spinner.tsx'
import styles from './Button.module.css'

interface ButtonProps extends ComponentPropsWithRef<'button'> {
  /** `primary`: the one thing to do on a screen. `quiet`: without an edge, among others. */
  readonly variant?: 'primary' | 'default' | 'quiet' | 'danger'
  readonly icon?: LucideIcon | undefined
  /** Shows that it is at work and takes no further click. */
  readonly isBusy?: boolean
}

export function Button({
  variant = 'default',
  icon: Icon,
  isBusy = false,
  disabled,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={styles.button}
      data-variant={variant}
      disabled={disabled === true || isBusy}
      aria-busy={isBusy}
    >
      {isBusy ? <Spinner /> : Icon && <Icon aria-hidden />}
      <span className={styles.label}>{children}</span>
    </button>
  )
}
