import { readdir } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { mergeOptionsSchema } from '#shared/plan.ts'
import { valueOf } from './support/call.ts'
import { openApp, type App } from './support/open-app.ts'

/** Starts a merge that takes a while, and resolves when it is in the middle. */
async function inTheMiddle(app: App): Promise<void> {
  const root = (await valueOf(app, 'folders.list', {})).entries[0]!.place
  const { entries } = await valueOf(app, 'folders.list', { folder: root.id })
  const source = entries.find(({ kind }) => kind === 'dataset')!.place
  const draft = {
    sources: Array.from({ length: 150 }, () => ({ place: source.id })),
    options: mergeOptionsSchema.parse({}),
    output: { parent: root.id, name: 'week' },
    verify: true,
  }
  const { job } = await valueOf(app, 'merge.start', { draft })
  const isWriting = async (): Promise<boolean> => {
    const { state } = await valueOf(app, 'jobs.get', { job })
    return state.kind === 'running' && state.progress.bytesDone > 0
  }
  await expect.poll(isWriting, { timeout: 30_000, interval: 20 }).toBe(true)
  expect((await readdir(app.root)).filter((name) => name.startsWith('week'))).toEqual([`week.partial-${job}`])
}

it('tells which merge a crash of the application interrupted, and leaves nothing of it', async () => {
  const app = await openApp({ datasets: ['pick_a'] })
  await inTheMiddle(app)
  await app.restart('SIGKILL')
  // Its process cleans up after itself when the application is gone.
  await expect.poll(() => readdir(app.root), { timeout: 20_000 }).toEqual(['README.md', 'pick_a'])
  expect(await valueOf(app, 'jobs.list', {})).toEqual([])
  const interrupted = await valueOf(app, 'jobs.interrupted', {})
  expect(interrupted).toMatchObject([{ name: 'week', status: 'interrupted' }])
  await valueOf(app, 'jobs.acknowledge', { merges: interrupted.map(({ id }) => id) })
  expect(await valueOf(app, 'jobs.interrupted', {})).toEqual([])
})

it('cancels what runs when it is asked to end', async () => {
  const app = await openApp({ datasets: ['pick_a'] })
  await inTheMiddle(app)
  await app.restart('SIGTERM')
  expect(await readdir(app.root)).toEqual(['README.md', 'pick_a'])
  expect(await valueOf(app, 'jobs.interrupted', {})).toEqual([])
  expect((await valueOf(app, 'history.list', { from: 0, count: 5 })).merges).toMatchObject([
    { name: 'week', status: 'cancelled' },
  ])
})
