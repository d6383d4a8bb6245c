import type { Tone } from '#renderer/ui/Badge.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { StatusIcon } from '#renderer/ui/StatusIcon.tsx'
import type { SourceDrift } from '#shared/model/history.ts'
import styles from './Drift.module.css'
import { driftText } from './drift-text.ts'
import type { Drifts } from './use-merge-record.ts'

const tones: Readonly<Record<SourceDrift['kind'], Tone>> = {
  unchanged: 'good',
  grown: 'warning',
  changed: 'warning',
  missing: 'danger',
  unreadable: 'danger',
  outside: 'danger',
}

/** How a source stands today, as a sign and in words; nothing where that could not be found out. */
export function Drift({ drifts, index }: { readonly drifts: Drifts; readonly index: number }) {
  if (drifts.kind === 'loading') return <Spinner />
  const drift = drifts.kind === 'done' ? drifts.value[index] : undefined
  if (drift === undefined) return '–'
  return (
    <span className={styles.drift}>
      <StatusIcon tone={tones[drift.kind]} /> {driftText(drift)}
    </span>
  )
}
