import { beforeEach, expect, test, vi } from 'vitest'
import type { Api } from '#shared/contract.ts'
import { mergeId } from '#shared/model/history.ts'
import { jobId, type Job, type JobState } from '#shared/model/job.ts'
import { followJobs, useJobs } from './jobs-store.ts'

const job = (n: number, state: JobState): Job => ({
  id: jobId.parse(`00000000-0000-4000-8000-00000000000${n}`),
  merge: mergeId.parse(n),
  name: `job ${n}`,
  outputPath: `/data/${n}`,
  sources: [],
  queuedMs: n,
  startedMs: n,
  endedMs: undefined,
  state,
})

function source(snapshot: readonly Job[]) {
  const listeners = new Map<string, (data: unknown) => void>()
  let answer = (): void => undefined
  const call = (name: string) =>
    name === 'jobs.list'
      ? new Promise((resolve) => {
          answer = () => {
            resolve({ ok: true, value: snapshot })
          }
        })
      : Promise.resolve({ ok: true, value: [] })
  const on = (name: string, listener: (data: unknown) => void) => {
    listeners.set(name, listener)
    return () => listeners.delete(name)
  }
  return {
    api: { call, on } as unknown as Api,
    listeners,
    answer: () => {
      answer()
    },
  }
}

test('an event that came before the snapshot wins over it', async () => {
  const { api, listeners, answer } = source([job(1, { kind: 'queued' }), job(2, { kind: 'queued' })])
  followJobs(api)
  listeners.get('jobs.changed')!({ job: job(1, { kind: 'cancelled' }) })
  answer()
  await vi.waitFor(() => {
    expect(useJobs.getState().isLoaded).toBe(true)
  })
  expect(useJobs.getState().jobs.map(({ id, state }) => [id.at(-1), state.kind])).toEqual([
    ['2', 'queued'],
    ['1', 'cancelled'],
  ])
})

beforeEach(() => {
  useJobs.setState({ jobs: [], rates: new Map(), isLoaded: false })
})

test('a new job appears on top', () => {
  const { api, listeners } = source([])
  followJobs(api)
  listeners.get('jobs.changed')!({ job: job(1, { kind: 'queued' }) })
  listeners.get('jobs.changed')!({ job: job(2, { kind: 'queued' }) })
  expect(useJobs.getState().jobs.map(({ name }) => name)).toEqual(['job 2', 'job 1'])
})
