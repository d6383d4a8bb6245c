import type { LucideIcon } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'
import { shortenPath } from '../format/path.ts'
import { usePortal } from './portal.ts'
import styles from './Menu.module.css'

/** An entry of a menu. */
export interface MenuItem {
  /** Where labels may be equal. */
  readonly id?: string
  readonly label: string
  /** Quiet below the label. */
  readonly note?: string
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
          {items.map(({ id, label, note, icon: Icon, isDisabled, isDangerous, startsGroup, onSelect }) => (
            <DropdownMenu.Item
              key={id ?? label}
              className={styles.item}
              disabled={isDisabled === true}
              data-danger={isDangerous}
              data-group={startsGroup}
              onSelect={onSelect}
            >
              {Icon && <Icon aria-hidden />}
              <span className={styles.text}>
                {label}
                {note !== undefined && <span className={styles.note}>{shortenPath(note, 56)}</span>}
              </span>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
