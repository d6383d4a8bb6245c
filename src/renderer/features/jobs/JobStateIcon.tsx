import type { Tone } from '#renderer/ui/Badge.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { StatusIcon } from '#renderer/ui/StatusIcon.tsx'
import type { JobState } from '#shared/model/job.ts'
import { jobStateText } from './job-text.ts'

const tones: Readonly<Record<Exclude<JobState['kind'], 'running'>, Tone>> = {
  queued: 'neutral',
  succeeded: 'good',
  failed: 'danger',
  cancelled: 'neutral',
}

/** How a job stands, as a sign. */
export function JobStateIcon({ state }: { readonly state: JobState }) {
  if (state.kind === 'running') return <Spinner />
  return <StatusIcon tone={tones[state.kind]} label={jobStateText(state)} />
}
