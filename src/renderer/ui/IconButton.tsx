import type { LucideIcon } from 'lucide-react'
import type { ComponentPropsWithRef } from 'react'
import { Tooltip } from './Tooltip.tsx'
import styles from './IconButton.module.css'

interface IconButtonProps extends ComponentPropsWithRef<'button'> {
  readonly icon: LucideIcon
  /** What it does: its accessible name and its tooltip. */
  readonly label: string
  /** Not where the sign is known to everyone and the focus comes by itself. */
  readonly hasTooltip?: boolean
}

export function IconButton({ icon: Icon, label, hasTooltip = true, ...rest }: IconButtonProps) {
  const button = (
    <button type="button" {...rest} className={styles.button} aria-label={label}>
      <Icon aria-hidden />
    </button>
  )
  return hasTooltip ? <Tooltip text={label}>{button}</Tooltip> : button
}
