import { Tooltip as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { usePortal } from './portal.ts'
import styles from './Tooltip.module.css'

interface TooltipProps {
  readonly text: string
  /** One element that can have the focus. */
  readonly children: ReactNode
}

/** A word on what is pointed at or focused. Says nothing that is not said elsewhere, too. */
export function Tooltip({ text, children }: TooltipProps) {
  const container = usePortal()
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal container={container}>
        <Radix.Content className={styles.tooltip} sideOffset={4} collisionPadding={8}>
          {text}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

export const TooltipProvider = Radix.Provider
