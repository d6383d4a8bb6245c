import { Link } from 'wouter'
import { api } from '#renderer/api/api.ts'
import { When } from '#renderer/ui/When.tsx'
import { formatCountOf } from '#renderer/format/numbers.ts'
import { historyEntryPath } from '#shared/routes.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { StatusIcon } from '#renderer/ui/StatusIcon.tsx'
import styles from './Interrupted.module.css'
import { acknowledgeInterrupted, useJobs } from './jobs-store.ts'

/** Tells of merges that ended with the application, until the user has taken note. */
export function Interrupted() {
  const merges = useJobs((state) => state.interrupted)
  if (merges.length === 0) return null
  return (
    <section className={styles.box} aria-label="Interrupted merges">
      <StatusIcon tone="warning" />
      <div className={styles.text}>
        <p className={styles.title}>
          {formatCountOf(merges.length, 'merge')} ended early because the application stopped
        </p>
        <ul>
          {merges.map(({ id, name, startedMs }) => (
            <li key={id}>
              <Link href={historyEntryPath(id)}>{name}</Link>, started <When ms={startedMs} />. Nothing
              half-made was published; it can be run again.
            </li>
          ))}
        </ul>
      </div>
      <Button
        onClick={() => {
          void acknowledgeInterrupted(api)
        }}
      >
        Understood
      </Button>
    </section>
  )
}
