import type { LucideIcon } from 'lucide-react'
import type { ComponentPropsWithRef } from 'react'
import { Tooltip } from './Tooltip.tsx'
import styles from './IconButton.module.css'

interface IconButtonProps extends ComponentPropsWithRef<'button'> {
  readonly icon: LucideIcon
  /** What it does: its accessible name and its tooltip. */
  readonly label: string
}

export function IconButton({ icon: Icon, label, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label}>
      <button type="button" {...rest} className={styles.button} aria-label={label}>
        <Icon aria-hidden />
      </button>
    </Tooltip>
  )
}
