import type { Job, JobReport } from '#shared/model/job.ts'
import { formatBytes } from '#shared/format-bytes.ts'
import { formatDuration } from '#renderer/format/duration.ts'
import { formatCount, formatCountOf } from '#renderer/format/numbers.ts'
import { Facts } from '#renderer/ui/Facts.tsx'
import { ComparisonReport } from './ComparisonReport.tsx'
import panel from './JobPanel.module.css'
import { SettledReport } from './SettledReport.tsx'
import { VerificationReport } from './VerificationReport.tsx'

interface JobSucceededProps {
  readonly job: Job
  readonly report: JobReport
}

/** What a finished merge came to, and what was proved of it. */
export function JobSucceeded({ job, report }: JobSucceededProps) {
  const { episodes, frames, tasks, files, bytesRead, bytesWritten, seconds, verification, comparison } =
    report
  return (
    <div className={panel.panel}>
      {comparison !== undefined && <ComparisonReport comparison={comparison} />}
      <VerificationReport verification={verification} />
      <SettledReport settled={report} sources={job.sources} />
      <Facts
        facts={[
          ['Episodes', formatCount(episodes)],
          ['Frames', formatCount(frames)],
          ['Tasks', formatCount(tasks)],
          ['Written', `${formatBytes(bytesWritten)} in ${formatCountOf(files, 'file')}`],
          ['Read', formatBytes(bytesRead)],
          [
            'Time',
            `${formatDuration(seconds)}${seconds > 1 ? ` (${formatBytes(bytesWritten / seconds)}/s)` : ''}`,
          ],
        ]}
      />
    </div>
  )
}
