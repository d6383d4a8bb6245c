import { Link } from 'wouter'
import { api } from '#renderer/api/api.ts'
import { acknowledgeInterrupted, useJobs } from '#renderer/features/jobs/jobs-store.ts'
import { formatWhen } from '#renderer/format/date.ts'
import { formatCountOf } from '#renderer/format/numbers.ts'
import { historyEntryPath } from '#renderer/routes.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { StatusIcon } from '#renderer/ui/StatusIcon.tsx'
import styles from './LibraryScreen.module.css'

/** Tells of merges that ended with the application or the machine, until the user has taken note. */
export function InterruptedMerges() {
  const interrupted = useJobs((state) => state.interrupted)
  if (interrupted.length === 0) return null
  return (
    <section className={styles.interrupted} aria-label="Interrupted merges">
      <StatusIcon tone="warning" />
      <div>
        <p>
          {formatCountOf(interrupted.length, 'merge was', 'merges were')} interrupted when Episplice or the
          machine stopped. Nothing half-made was published; run again from the history.
        </p>
        <ul className={styles.merges}>
          {interrupted.map(({ id, name, startedMs }) => (
            <li key={id}>
              <Link href={historyEntryPath(id)}>{name}</Link>, {formatWhen(startedMs)}
            </li>
          ))}
        </ul>
      </div>
      <Button onClick={() => void acknowledgeInterrupted(api)}>OK</Button>
    </section>
  )
}
