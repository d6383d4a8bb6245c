import { Screen } from '#renderer/ui/Screen.tsx'
import type { JobId } from '#shared/model/job.ts'

export function JobScreen({ job }: { readonly job: JobId }) {
  return <Screen title="Job">{job}</Screen>
}
