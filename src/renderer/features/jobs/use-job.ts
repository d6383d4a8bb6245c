import { useCall } from '#renderer/api/use-call.ts'
import type { AppError } from '#shared/errors.ts'
import type { Job, JobId } from '#shared/model/job.ts'
import { useJobs } from './jobs-store.ts'

/** A job by its id: from the store, which events keep up to date, or asked for when the store does not have it. */
export function useJob(id: JobId): { readonly job: Job | undefined; readonly error: AppError | undefined } {
  const known = useJobs(({ jobs }) => jobs.find((job) => job.id === id))
  const isLoaded = useJobs((state) => state.isLoaded)
  const asked = useCall('jobs.get', known === undefined && isLoaded ? { job: id } : undefined)
  return {
    job: known ?? (asked.kind === 'done' ? asked.value : undefined),
    error: asked.kind === 'failed' ? asked.error : undefined,
  }
}
