import type { ReactNode } from 'react'
import type { AppError } from '#shared/errors.ts'
import { describe } from '../errors/describe.ts'
import { StatusIcon } from './StatusIcon.tsx'
import styles from './ErrorBox.module.css'

interface ErrorBoxProps {
  readonly error: AppError
  /** Buttons: try again, dismiss, … */
  readonly actions?: ReactNode
}

/** What went wrong, why, and what to do about it; the technical part is folded away. */
export function ErrorBox({ error, actions }: ErrorBoxProps) {
  const { title, body, hint, details } = describe(error)
  return (
    <div role="alert" className={styles.box}>
      <StatusIcon tone="danger" />
      <div className={styles.text}>
        <p className={styles.title}>{title}</p>
        <p>{body}</p>
        {hint !== undefined && <p>{hint}</p>}
        <details className={styles.details}>
          <summary>Details</summary>
          <pre tabIndex={0}>{details}</pre>
        </details>
      </div>
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  )
}
