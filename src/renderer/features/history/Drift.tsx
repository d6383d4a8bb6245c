import type { Tone } from '#renderer/ui/Badge.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { StatusIcon } from '#renderer/ui/StatusIcon.tsx'
import type { SourceDrift } from '#shared/model/history.ts'
import styles from './Drift.module.css'
import { driftText } from './drift-text.ts'

const tones: Readonly<Record<SourceDrift['kind'], Tone>> = {
  unchanged: 'good',
  grown: 'warning',
  changed: 'warning',
  missing: 'danger',
  unreadable: 'danger',
  outside: 'danger',
}

/** How a source stands today, as a sign and in words. */
export function Drift({ drift }: { readonly drift: SourceDrift | undefined }) {
  if (drift === undefined) return <Spinner />
  return (
    <span className={styles.drift}>
      <StatusIcon tone={tones[drift.kind]} /> {driftText(drift)}
    </span>
  )
}
