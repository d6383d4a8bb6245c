import type { ReactNode } from 'react'
import type { Tone } from '#renderer/ui/Badge.tsx'
import { StatusIcon } from '#renderer/ui/StatusIcon.tsx'
import styles from './Verdict.module.css'

interface VerdictProps {
  readonly tone: Tone
  readonly text: string
  /** What stands behind it. */
  readonly children?: ReactNode
}

/** What a check came to, in one sentence. */
export function Verdict({ tone, text, children }: VerdictProps) {
  return (
    <div className={styles.verdict} data-tone={tone}>
      <StatusIcon tone={tone} />
      <div className={styles.text}>
        <p>{text}</p>
        {children}
      </div>
    </div>
  )
}
