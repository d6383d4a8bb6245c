import { useSyncExternalStore } from 'react'
import { formatDateTime, formatWhen } from '#renderer/format/date.ts'

const MINUTE_MS = 60_000

/** A moment in milliseconds since 1970, as short as the day allows: what was today is yesterday after midnight. */
export function When({ ms }: { readonly ms: number }) {
  const today = useSyncExternalStore(everyMinute, startOfToday)
  return (
    <time dateTime={new Date(ms).toISOString()} title={formatDateTime(ms)}>
      {formatWhen(ms, today)}
    </time>
  )
}

function everyMinute(onChange: () => void): () => void {
  const timer = setInterval(onChange, MINUTE_MS)
  return () => {
    clearInterval(timer)
  }
}

function startOfToday(): number {
  return new Date().setHours(0, 0, 0, 0)
}
