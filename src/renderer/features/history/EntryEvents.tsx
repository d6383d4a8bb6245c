import { formatDateTime } from '#renderer/format/date.ts'
import type { MergeEvent } from '#shared/model/history.ts'
import styles from './EntryEvents.module.css'

const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })

/** What happened to a merge, in order. */
export function EntryEvents({ events }: { readonly events: readonly MergeEvent[] }) {
  return (
    <ol className={styles.events}>
      {events.map(({ atMs, kind, message }, index) => (
        <li key={index} className={styles.event}>
          <time dateTime={new Date(atMs).toISOString()} title={formatDateTime(atMs)} className={styles.time}>
            {time.format(atMs)}
          </time>
          <span>
            {kind.replace('-', ' ')}
            {message !== '' && `: ${message}`}
          </span>
        </li>
      ))}
    </ol>
  )
}
