import { api } from '#renderer/api/api.ts'
import { notice } from '#renderer/features/shell/notices-store.ts'
import { jobPath } from '#shared/routes.ts'
import { copyText } from '#renderer/ui/copy-text.ts'
import type { JobId } from '#shared/model/job.ts'

export async function cancelJob(job: JobId): Promise<void> {
  const result = await api.call('jobs.cancel', { job })
  if (!result.ok) notice(result.error)
}

/** Queues the same merge again and goes to its job. */
export async function retryJob(job: JobId, navigate: (to: string) => void): Promise<void> {
  const result = await api.call('jobs.retry', { job })
  if (result.ok) navigate(jobPath(result.value.job))
  else notice(result.error)
}

export async function copyIssueReport(job: JobId): Promise<void> {
  const result = await api.call('jobs.issueReport', { job })
  if (result.ok) await copyText(result.value.markdown, 'The issue report is copied')
  else notice(result.error)
}
