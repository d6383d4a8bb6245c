import type { Job, JobProgress } from '#shared/model/job.ts'
import { formatBytes } from '#shared/format-bytes.ts'
import { formatDuration, formatEstimate } from '#renderer/format/duration.ts'
import { formatPercent } from '#renderer/format/numbers.ts'
import { LiveText } from '#renderer/ui/LiveText.tsx'
import { secondsLeft } from './job-rate.ts'
import { jobSteps, phaseText } from './job-steps.ts'
import { elapsedSeconds } from './job-text.ts'
import panel from './JobPanel.module.css'
import styles from './JobProgressPanel.module.css'
import { JobSteps } from './JobSteps.tsx'
import { useJobs } from './jobs-store.ts'
import { useClock } from './use-clock.ts'
import { ProgressBar } from '#renderer/ui/ProgressBar.tsx'

interface JobProgressPanelProps {
  readonly job: Job
  readonly progress: JobProgress
  readonly isCancelling: boolean
}

/** How far a merge has come, how fast it goes and how long it may take. */
export function JobProgressPanel({ job, progress, isCancelling }: JobProgressPanelProps) {
  const now = useClock(true)
  const rate = useJobs(({ rates }) => rates.get(job.id))
  const elapsed = elapsedSeconds(job, now)
  const left = isCancelling ? undefined : secondsLeft(progress.fraction, elapsed, rate)
  const percent = formatPercent(progress.fraction)
  const figures = [
    ['Elapsed', formatDuration(elapsed)],
    ['Left', left === undefined ? '–' : formatEstimate(left)],
    ['Speed', rate?.bytesPerSecond === undefined ? '–' : `${formatBytes(rate.bytesPerSecond)}/s`],
    [
      'Done',
      progress.bytesTotal === 0
        ? '–'
        : `${formatBytes(progress.bytesDone)} of ${formatBytes(progress.bytesTotal)}`,
    ],
  ] as const
  return (
    <div className={panel.panel}>
      <JobSteps steps={jobSteps(progress.phase, progress.phase === 'compare')} />
      <div className={styles.bar}>
        <ProgressBar label={`Progress of ${job.name}`} fraction={progress.fraction} />
        <span className={styles.percent}>{percent}</span>
      </div>
      <dl className={styles.figures}>
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className={styles.file}>
        {isCancelling ? 'Cancelling: what was begun is being removed' : (progress.file ?? '\u00a0')}
      </p>
      {/* Said at every tenth part and every phase, not at every step. */}
      <LiveText>
        {`${Math.floor(progress.fraction * 10) * 10} per cent, ${isCancelling ? 'cancelling' : phaseText(progress.phase)}`}
      </LiveText>
    </div>
  )
}
