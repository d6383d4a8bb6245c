import { create } from 'zustand'
import type { Api } from '#shared/contract.ts'
import type { AppError } from '#shared/errors.ts'
import type { MergeSummary } from '#shared/model/history.ts'
import type { Job, JobId } from '#shared/model/job.ts'
import { follow } from '#renderer/api/follow.ts'
import { nextRate, type JobRate } from './job-rate.ts'

/** The jobs of the application as this window knows them. */
export interface JobsState {
  /** Newest first. */
  readonly jobs: readonly Job[]
  readonly rates: ReadonlyMap<JobId, JobRate>
  /** Merges that a crash interrupted and that nobody acknowledged yet. */
  readonly interrupted: readonly MergeSummary[]
  readonly isLoaded: boolean
  readonly error: AppError | undefined
}

/** The jobs of this window. */
export const useJobs = create<JobsState>(() => ({
  jobs: [],
  rates: new Map(),
  interrupted: [],
  isLoaded: false,
  error: undefined,
}))

/** Keeps the jobs equal to what the main process has. Returns the function that ends it. */
export function followJobs(api: Api): () => void {
  return follow(api, {
    load: async (signal) => {
      const [jobs, interrupted] = await Promise.all([
        api.call('jobs.list', {}, { signal }),
        api.call('jobs.interrupted', {}, { signal }),
      ])
      if (signal.aborted) return
      useJobs.setState({
        isLoaded: true,
        error: jobs.ok ? undefined : jobs.error,
        ...(jobs.ok ? { jobs: newestFirst(jobs.value) } : {}),
        ...(interrupted.ok ? { interrupted: interrupted.value } : {}),
      })
    },
    on: {
      'jobs.changed': ({ job }) => {
        useJobs.setState(({ jobs, rates }) => ({
          jobs: newestFirst([job, ...jobs.filter(({ id }) => id !== job.id)]),
          rates: withRate(rates, job),
        }))
      },
    },
  })
}

/** Notes that the user knows of the interrupted merges. */
export async function acknowledgeInterrupted(api: Api): Promise<void> {
  const merges = useJobs.getState().interrupted.map(({ id }) => id)
  useJobs.setState({ interrupted: [] })
  await api.call('jobs.acknowledge', { merges })
}

function newestFirst(jobs: readonly Job[]): readonly Job[] {
  return jobs.toSorted((a, b) => b.queuedMs - a.queuedMs)
}

function withRate(rates: ReadonlyMap<JobId, JobRate>, { id, state }: Job): ReadonlyMap<JobId, JobRate> {
  const next = new Map(rates)
  if (state.kind !== 'running') {
    next.delete(id)
    return next
  }
  const { bytesDone, fraction } = state.progress
  return next.set(id, nextRate(rates.get(id), { atMs: performance.now(), bytes: bytesDone, fraction }))
}
