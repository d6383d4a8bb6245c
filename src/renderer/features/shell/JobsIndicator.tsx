import { useJobs } from '#renderer/features/jobs/jobs-store.ts'
import { formatPercent } from '#renderer/format/numbers.ts'
import { Badge } from '#renderer/ui/Badge.tsx'

/** How far the running job is, beside the entry of the navigation. */
export function JobsIndicator() {
  const running = useJobs(({ jobs }) => jobs.find(({ state }) => state.kind === 'running'))
  const waiting = useJobs(({ jobs }) => jobs.filter(({ state }) => state.kind === 'queued').length)
  if (running?.state.kind !== 'running') return null
  const percent = formatPercent(running.state.progress.fraction)
  return (
    <Badge tone="accent" title={`${running.name}: ${percent}`}>
      {waiting > 0 ? `${percent} +${waiting}` : percent}
    </Badge>
  )
}
