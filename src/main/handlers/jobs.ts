import { issueReport } from '#main/services/issue-report.ts'
import type { Services } from '#main/services/services.ts'
import type { Area, Handlers } from './handlers.ts'

/** What merges are at work, and what can be done about them. */
export function jobHandlers({ jobs, history }: Services): Handlers<Area<'jobs'>> {
  return {
    'jobs.list': () => jobs.list(),
    'jobs.get': ({ job }) => jobs.get(job),
    'jobs.cancel': ({ job }) => {
      jobs.cancel(job)
      return undefined
    },
    'jobs.retry': ({ job }) => ({ job: jobs.retry(job) }),
    'jobs.log': ({ job, from, count }) => jobs.log(job, from, count),
    'jobs.issueReport': ({ job }) => ({
      markdown: issueReport({
        job: jobs.get(job),
        request: jobs.request(job),
        lastLines: jobs.lastLines(job, 12),
      }),
    }),
    'jobs.interrupted': () => history.interrupted(),
    'jobs.acknowledge': ({ merges }) => {
      history.acknowledge(merges)
      return undefined
    },
  }
}
