import type { LucideIcon } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'
import { usePortal } from './portal.ts'
import styles from './Menu.module.css'

/** An entry of a menu. */
export interface MenuItem {
  readonly label: string
  readonly icon?: LucideIcon
  readonly isDisabled?: boolean
  readonly isDangerous?: boolean
  /** A line above it. */
  readonly startsGroup?: boolean
  readonly onSelect: () => void
}

interface MenuProps {
  readonly items: readonly MenuItem[]
  /** The button that opens it. */
  readonly children: ReactNode
}

/** A menu under a button. Not modal: a modal one would lock scrolling with a style element, which the CSP forbids. */
export function Menu({ items, children }: MenuProps) {
  const container = usePortal()
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{children}</DropdownMenu.Trigger>
      <DropdownMenu.Portal container={container}>
        <DropdownMenu.Content className={styles.menu} align="start" sideOffset={4} collisionPadding={8}>
          {items.map(({ label, icon: Icon, isDisabled, isDangerous, startsGroup, onSelect }) => (
            <DropdownMenu.Item
              key={label}
              className={styles.item}
              disabled={isDisabled === true}
              data-danger={isDangerous}
              data-group={startsGroup}
              onSelect={onSelect}
            >
              {Icon ? <Icon aria-hidden /> : <span className={styles.noIcon} />}
              {label}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
