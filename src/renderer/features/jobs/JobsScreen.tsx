import { ListTodo } from 'lucide-react'
import { Link } from 'wouter'
import { When } from '#renderer/ui/When.tsx'
import { formatCountOf } from '#renderer/format/numbers.ts'
import { jobPath, routes } from '#shared/routes.ts'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { ErrorBox } from '#renderer/ui/ErrorBox.tsx'
import { ProgressBar } from '#renderer/ui/ProgressBar.tsx'
import { Screen } from '#renderer/ui/Screen.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import type { Job } from '#shared/model/job.ts'
import { Interrupted } from './Interrupted.tsx'
import { jobStateText } from './job-text.ts'
import { JobStateIcon } from './JobStateIcon.tsx'
import { useJobs } from './jobs-store.ts'
import styles from './JobsScreen.module.css'

/** The queue: what is at work, what waits, and what ended since the application started. */
export function JobsScreen() {
  const { jobs, isLoaded, error } = useJobs()
  const waiting = jobs.filter(({ state }) => state.kind === 'queued').length
  return (
    <Screen title="Jobs" subtitle={waiting > 0 ? `${formatCountOf(waiting, 'merge')} waiting` : undefined}>
      <Interrupted />
      {error !== undefined && <ErrorBox error={error} />}
      {!isLoaded && <Spinner label="Reading the jobs" />}
      {isLoaded && jobs.length === 0 && (
        <EmptyState icon={ListTodo} title="Nothing is being merged">
          A merge that you start appears here, with its progress. Earlier ones are in the{' '}
          <Link href={routes.history}>history</Link>.
        </EmptyState>
      )}
      {jobs.length > 0 && (
        <ul className={styles.jobs} aria-label="Jobs">
          {jobs.map((job) => (
            <JobItem key={job.id} job={job} />
          ))}
        </ul>
      )}
    </Screen>
  )
}

function JobItem({ job: { id, name, state, sources, queuedMs } }: { readonly job: Job }) {
  return (
    <li>
      <Link href={jobPath(id)} className={styles.job}>
        <JobStateIcon state={state} />
        <span className={styles.name}>{name}</span>
        <span className={styles.note}>{formatCountOf(sources.length, 'source')}</span>
        <span className={styles.state}>
          {state.kind === 'running' ? (
            <ProgressBar label={`Progress of ${name}`} fraction={state.progress.fraction} />
          ) : (
            jobStateText(state)
          )}
        </span>
        <span className={styles.note}>
          <When ms={queuedMs} />
        </span>
      </Link>
    </li>
  )
}
