import { useEffect, type ReactNode } from 'react'
import styles from './Screen.module.css'

interface ScreenProps {
  readonly title: ReactNode
  /** For the window's title when `title` is not text. */
  readonly name?: string
  /** One quiet line below the title. */
  readonly subtitle?: ReactNode
  readonly actions?: ReactNode
  /** Pages scroll as a whole; tables fill the window and scroll by themselves. */
  readonly layout?: 'page' | 'fill'
  readonly children: ReactNode
}

/** A screen: its heading with actions beside it, and its content. */
export function Screen({ title, name, subtitle, actions, layout = 'page', children }: ScreenProps) {
  const windowTitle = name ?? (typeof title === 'string' ? title : '')
  useEffect(() => {
    document.title = windowTitle === '' ? 'Episplice' : `${windowTitle} · Episplice`
  }, [windowTitle])
  return (
    <main className={styles.screen} data-layout={layout}>
      <header className={styles.header}>
        <div className={styles.heading}>
          <h1 className={styles.title}>{title}</h1>
          {subtitle !== undefined && <div className={styles.subtitle}>{subtitle}</div>}
        </div>
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </header>
      <div className={styles.content}>{children}</div>
    </main>
  )
}
