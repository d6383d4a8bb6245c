import type { ReactNode } from 'react'
import styles from './Badge.module.css'

/** What a state means to the user; colour and icon follow from it. */
export type Tone = 'neutral' | 'accent' | 'good' | 'warning' | 'danger'

interface BadgeProps {
  readonly tone?: Tone
  readonly title?: string
  readonly children: ReactNode
}

export function Badge({ tone = 'neutral', title, children }: BadgeProps) {
  return (
    <span className={styles.badge} data-tone={tone} title={title}>
      {children}
    </span>
  )
}
