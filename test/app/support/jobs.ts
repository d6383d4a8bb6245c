import { basename } from 'node:path'
import { openDatasets } from '#engine/index.ts'
import { mergeOptionsSchema, type MergeOptions } from '#shared/plan.ts'
import type { Job, JobId } from '#shared/model/job.ts'
import { createApplication, type Application } from '#main/application.ts'
import { forkNode } from '#main/http/node-host.ts'
import type { Host, RunnerProcess } from '#main/services/host.ts'
import type { JobRequest } from '#main/services/jobs/job-request.ts'
import { onTestFinished } from 'vitest'
import { fixture } from '../../support/fixtures.ts'
import { scratchDir } from '../../support/scratch.ts'

/** An application without a window, in a home of its own, and the processes that it starts. */
export async function startApplication(
  home?: string,
): Promise<Application & { readonly home: string; readonly processes: RunnerProcess[] }> {
  const processes: RunnerProcess[] = []
  const host: Host = {
    kind: 'browser',
    servedFolders: undefined,
    desktop: undefined,
    fork: (entry) => {
      const child = forkNode(entry)
      processes.push(child)
      return child
    },
  }
  const own = home ?? (await scratchDir())
  const application = createApplication({ host, home: own })
  onTestFinished(() => application.close())
  return { ...application, home: own, processes }
}

/** What the merge screen would queue for these datasets. */
export async function requestFor(
  sources: readonly string[],
  output: string,
  options: Partial<MergeOptions> = {},
): Promise<JobRequest> {
  const datasets = await openDatasets(sources.map(fixture))
  return {
    recipe: {
      episplice: 'recipe/1',
      sources: datasets.map(({ dir, fingerprint }) => ({ path: dir, name: basename(dir), fingerprint })),
      options: mergeOptionsSchema.parse(options),
    },
    episodesTotal: datasets.map(({ episodes }) => episodes.length),
    output,
    verify: true,
  }
}

/** Resolves when a job is as asked for, now or later. */
export function jobUntil(
  { services: { jobs }, events }: Application,
  id: JobId,
  is: (job: Job) => boolean,
): Promise<Job> {
  return new Promise((resolve) => {
    const end = events.subscribe((event) => {
      if (event.name === 'jobs.changed') look(event.data.job)
    })
    const look = (job: Job): void => {
      if (job.id !== id || !is(job)) return
      end()
      resolve(job)
    }
    look(jobs.get(id))
  })
}

/** Resolves when a job has ended. */
export function jobEnd(application: Application, id: JobId): Promise<Job> {
  return jobUntil(application, id, ({ endedMs }) => endedMs !== undefined)
}
