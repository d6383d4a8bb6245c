import { X } from 'lucide-react'
import { useId, useLayoutEffect, useState, type ReactNode } from 'react'
import { IconButton } from './IconButton.tsx'
import { PortalContext } from './portal.ts'
import styles from './Dialog.module.css'

interface DialogProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
  /** Buttons, in the order of reading; the main one last. */
  readonly actions?: ReactNode
  readonly size?: 'small' | 'medium' | 'large'
  readonly role?: 'dialog' | 'alertdialog'
  /** Only to be read: the keyboard scrolls it, for want of anything in it that takes the focus. */
  readonly isText?: boolean
}

/**
 * A modal dialog for as long as it is rendered. The browser's own `dialog` keeps the focus inside, gives it back at
 * the end, closes on Escape and makes the page behind inert. The first field gets the focus, or what
 * has `data-autofocus` (React's own `autoFocus` comes before the dialog opens and has no effect).
 */
export function Dialog({
  title,
  onClose,
  children,
  actions,
  size = 'medium',
  role,
  isText = false,
}: DialogProps) {
  const [element, setElement] = useState<HTMLDialogElement | null>(null)
  const titleId = useId()
  // Not a passive effect: those end after the element has left the page, and closing then gives nothing back.
  useLayoutEffect(() => {
    const first =
      element?.querySelector('[data-autofocus]') ?? element?.querySelector('input, select, textarea')
    first?.setAttribute('autofocus', '')
    element?.showModal()
    return () => {
      element?.close()
    }
  }, [element])
  return (
    <dialog
      ref={setElement}
      role={role}
      className={styles.dialog}
      data-size={size}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <PortalContext value={element}>
        <header className={styles.header}>
          <h2 id={titleId}>{title}</h2>
          <IconButton icon={X} label="Close" hasTooltip={false} onClick={onClose} />
        </header>
        <div
          className={styles.body}
          {...(isText && { tabIndex: 0, role: 'group', 'aria-labelledby': titleId, 'data-autofocus': true })}
        >
          {children}
        </div>
        {actions !== undefined && <footer className={styles.actions}>{actions}</footer>}
      </PortalContext>
    </dialog>
  )
}
