import { cp, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import type { Job } from '#shared/model/job.ts'
import { scratchDir } from '../support/scratch.ts'
import { fixture } from '../support/fixtures.ts'
import { treeDigests } from '../support/tree.ts'
import { jobEnd, jobUntil, requestFor, startApplication } from './support/jobs.ts'

it('merges in a process of its own, tells how far it is, and records it', async () => {
  const application = await startApplication()
  const { jobs, history } = application.services
  const output = join(await scratchDir(), 'week')
  const seen: Job[] = []
  application.events.subscribe((event) => {
    if (event.name === 'jobs.changed') seen.push(event.data.job)
  })
  const id = jobs.enqueue(await requestFor(['pick_a', 'pick_b'], output))
  expect(jobs.get(id)).toMatchObject({ name: 'week', sources: ['pick_a', 'pick_b'] })

  const job = await jobEnd(application, id)
  if (job.state.kind !== 'succeeded') throw new Error(JSON.stringify(job.state))
  const { report } = job.state
  expect(report).toMatchObject({
    episodes: 5,
    frames: 200,
    verification: { failures: [], against: 'sources' },
  })
  expect(report.output.path).toBe(output)
  expect(Object.keys(await treeDigests(output))).toContain('meta/info.json')

  const progress = seen.flatMap(({ state }) => (state.kind === 'running' ? [state.progress] : []))
  expect(new Set(progress.map(({ phase }) => phase))).toEqual(
    new Set(['open', 'check', 'data', 'videos', 'statistics', 'metadata', 'verify', 'publish']),
  )
  expect(progress.map(({ fraction }) => fraction)).toEqual(
    progress.map(({ fraction }) => fraction).sort((a, b) => a - b),
  )
  expect(progress.at(-1)?.fraction).toBe(1)
  expect(seen.filter(({ endedMs }) => endedMs !== undefined)).toHaveLength(1)

  const entry = history.get(job.merge)
  expect(entry).toMatchObject({ status: 'succeeded', by: 'app', episodes: 5, frames: 200, verified: true })
  expect(entry.mergeSources.map(({ episodesTotal }) => episodesTotal)).toEqual([3, 2])

  const { lines, total } = jobs.log(id, 0, 1000)
  expect(lines).toHaveLength(total)
  expect(lines.every((line) => /^\d{4}-\d\d-\d\dT[\d:.]+Z ./.test(line))).toBe(true)
  expect(lines.join('\n')).toContain('phase: verify')
  expect(lines.at(-1)).toContain('succeeded in')
  expect(jobs.log(id, 1, 2).lines).toEqual(lines.slice(1, 3))
})

it('runs one after the other, in the order of asking; one that waits is cancelled at once', async () => {
  const application = await startApplication()
  const { jobs } = application.services
  const dir = await scratchDir()
  const names = ['one', 'two', 'three']
  const requests = await Promise.all(names.map((name) => requestFor(['nocam_a'], join(dir, name))))
  const [first, second, third] = requests.map((request) => jobs.enqueue(request))
  expect(jobs.get(second!).state.kind).toBe('queued')
  jobs.cancel(second!)
  expect(jobs.get(second!).state.kind).toBe('cancelled')
  const ended = [await jobEnd(application, first!), await jobEnd(application, third!)]
  expect(ended.map(({ state }) => state.kind)).toEqual(['succeeded', 'succeeded'])
  expect(ended[1]!.startedMs!).toBeGreaterThanOrEqual(ended[0]!.endedMs!)
  expect(application.processes).toHaveLength(2)
  // How long it waited is not how long it took.
  const { seconds } = application.services.history.get(ended[1]!.merge)
  expect(seconds).toBeCloseTo((ended[1]!.endedMs! - ended[1]!.startedMs!) / 1000, 1)
  expect(jobs.list().map(({ id }) => id)).toEqual([third, second, first])
  expect((await readdir(dir)).sort()).toEqual(['one', 'three'])
})

/** A merge of many sources into `week` that has come to the videos. */
async function startLongJob() {
  const application = await startApplication()
  const dir = await scratchDir()
  const id = application.services.jobs.enqueue(
    await requestFor(Array<string>(60).fill('pick_a'), join(dir, 'week')),
  )
  await jobUntil(
    application,
    id,
    ({ state }) => state.kind === 'running' && state.progress.phase === 'videos',
  )
  return { application, dir, id }
}

it('leaves nothing behind when cancelled in the middle', async () => {
  const { application, dir, id } = await startLongJob()
  const { jobs, history } = application.services
  expect(await readdir(dir)).toEqual([`week.partial-${id}`])
  jobs.cancel(id)
  expect(jobs.get(id).state).toMatchObject({ kind: 'running', isCancelling: true })
  const job = await jobEnd(application, id)
  expect(job.state).toEqual({ kind: 'cancelled' })
  expect(await readdir(dir)).toEqual([])
  expect(history.get(job.merge).status).toBe('cancelled')
})

it('tells when the process was killed, removes what it left, and can try again', async () => {
  const { application, dir, id } = await startLongJob()
  const { jobs, history } = application.services
  application.processes[0]!.kill()
  const job = await jobEnd(application, id)
  expect(job.state).toMatchObject({ kind: 'failed', error: { code: 'JOB_CRASHED' } })
  expect(await readdir(dir)).toEqual([])
  expect(history.get(job.merge)).toMatchObject({ status: 'failed', error: { code: 'JOB_CRASHED' } })

  const again = await jobEnd(application, jobs.retry(id))
  expect(again.state).toMatchObject({ kind: 'succeeded', report: { episodes: 180 } })
})

it('goes on with the next one when a process cannot be started', async () => {
  const application = await startApplication()
  const { jobs, host } = application.services
  const dir = await scratchDir()
  const requests = await Promise.all(['one', 'two'].map((name) => requestFor(['nocam_a'], join(dir, name))))
  const fork = vi.spyOn(host, 'fork').mockImplementationOnce(() => {
    throw new Error('spawn EAGAIN')
  })
  const [one, two] = requests.map((request) => jobs.enqueue(request))
  expect((await jobEnd(application, one!)).state).toMatchObject({
    kind: 'failed',
    error: { message: expect.stringContaining('EAGAIN') as string },
  })
  expect((await jobEnd(application, two!)).state.kind).toBe('succeeded')
  expect(fork).toHaveBeenCalledTimes(2)
})

it('says what stands in the way, with all findings', async () => {
  const application = await startApplication()
  const output = join(await scratchDir(), 'week')
  const { jobs } = application.services
  const id = jobs.enqueue(await requestFor(['pick_a', 'fps15', 'small_res'], output))
  const { state } = await jobEnd(application, id)
  if (state.kind !== 'failed') throw new Error(state.kind)
  expect(state.error.code).toBe('BLOCKED')
  expect(new Set(state.findings.map(({ source }) => source))).toEqual(new Set([1, 2]))
  expect(state.findings.map(({ code }) => code)).toContain('FPS')
})

it('refuses a source that changed while it waited, and merges it as it is when asked again', async () => {
  const application = await startApplication()
  const { jobs, history } = application.services
  const dir = await scratchDir()
  await cp(fixture('nocam_a'), join(dir, 'source'), { recursive: true })
  const request = await requestFor([join(dir, 'source')], join(dir, 'week'))
  await writeFile(join(dir, 'source/meta/info.json'), ' ', { flag: 'a' })
  const id = jobs.enqueue(request)
  expect((await jobEnd(application, id)).state).toMatchObject({
    kind: 'failed',
    error: { code: 'SOURCE_CHANGED', message: expect.stringContaining('source') as string },
  })
  const again = await jobEnd(application, jobs.retry(id))
  expect(again.state.kind).toBe('succeeded')
  expect(history.get(again.merge).mergeSources[0]?.fingerprint).not.toBe(
    request.recipe.sources[0]?.fingerprint,
  )
})

it('cancels what runs and what waits when the application ends', async () => {
  const application = await startApplication()
  const { jobs, history } = application.services
  const dir = await scratchDir()
  const ids = [
    jobs.enqueue(await requestFor(Array<string>(60).fill('pick_a'), join(dir, 'one'))),
    jobs.enqueue(await requestFor(['nocam_a'], join(dir, 'two'))),
  ]
  await jobUntil(
    application,
    ids[0]!,
    ({ state }) => state.kind === 'running' && state.progress.phase === 'videos',
  )
  await jobs.close()
  expect(ids.map((id) => jobs.get(id).state.kind)).toEqual(['cancelled', 'cancelled'])
  expect(history.list({ from: 0, count: 10 }).merges.map(({ status }) => status)).toEqual([
    'cancelled',
    'cancelled',
  ])
  expect(await readdir(dir)).toEqual([])
})

it('keeps a hundred logs', async () => {
  const home = await scratchDir()
  await mkdir(join(home, 'logs'))
  for (let i = 0; i < 130; i++) await writeFile(join(home, 'logs', `job-${i}.log`), '')
  const application = await startApplication(home)
  const { jobs } = application.services
  const id = jobs.enqueue(await requestFor(['nocam_a'], join(await scratchDir(), 'week')))
  expect(await readdir(join(home, 'logs'))).toHaveLength(100)
  await jobEnd(application, id)
})
