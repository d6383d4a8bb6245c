import { Link } from 'wouter'
import { routes } from '#shared/routes.ts'
import { ErrorBox } from '#renderer/ui/ErrorBox.tsx'
import { Path } from '#renderer/ui/Path.tsx'
import { Screen } from '#renderer/ui/Screen.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import type { Job, JobId } from '#shared/model/job.ts'
import { JobActions } from './JobActions.tsx'
import { isTerminal, jobStateText } from './job-text.ts'
import { JobFailed } from './JobFailed.tsx'
import { JobLog } from './JobLog.tsx'
import { JobProgressPanel } from './JobProgressPanel.tsx'
import styles from './JobScreen.module.css'
import { JobSucceeded } from './JobSucceeded.tsx'
import { useJob } from './use-job.ts'

/** One merge at work, or how it ended. */
export function JobScreen({ job: id }: { readonly job: JobId }) {
  const { job, error } = useJob(id)
  if (job === undefined)
    return (
      <Screen title="Job">
        {error === undefined ? (
          <Spinner label="Reading the job" />
        ) : (
          <ErrorBox error={error} actions={<Link href={routes.history}>History</Link>} />
        )}
      </Screen>
    )
  const isRunning = !isTerminal(job.state)
  return (
    <Screen
      title={job.name}
      subtitle={
        <>
          {jobStateText(job.state)} · <Path path={job.outputPath} />
        </>
      }
      actions={<JobActions job={job} />}
    >
      <div className={styles.content}>
        <JobOutcome job={job} />
        <JobLog job={job.id} isRunning={isRunning} isOpen={isRunning || job.state.kind === 'failed'} />
      </div>
    </Screen>
  )
}

function JobOutcome({ job }: { readonly job: Job }) {
  switch (job.state.kind) {
    case 'queued':
      return <p>Waits for the merges before it.</p>
    case 'running':
      return (
        <JobProgressPanel job={job} progress={job.state.progress} isCancelling={job.state.isCancelling} />
      )
    case 'succeeded':
      return <JobSucceeded job={job} report={job.state.report} />
    case 'failed':
      return <JobFailed error={job.state.error} findings={job.state.findings} names={job.sources} />
    case 'cancelled':
      return <Cancelled leftover={job.state.leftover} />
  }
}

function Cancelled({ leftover }: { readonly leftover: string | undefined }) {
  if (leftover === undefined) return <p>It was cancelled. Nothing was left behind.</p>
  return (
    <p>
      It was cancelled. What it had written could not be removed; the next merge to this place offers to:{' '}
      <Path path={leftover} />
    </p>
  )
}
