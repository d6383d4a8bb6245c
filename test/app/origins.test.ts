import { cp, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { PROVENANCE_PATH } from '#shared/provenance.ts'
import { info, odd } from '../support/edit-dataset.ts'
import { fixture } from '../support/fixtures.ts'
import { merge } from '../support/merge.ts'
import { scratchDir } from '../support/scratch.ts'
import { jobEnd, requestFor, startApplication } from './support/jobs.ts'

type Started = Awaited<ReturnType<typeof startApplication>>

/** Merges as the application does, so that the history knows of it. */
async function recorded(application: Started, sources: readonly string[], output: string): Promise<string> {
  const id = application.services.jobs.enqueue(await requestFor(sources, output))
  expect((await jobEnd(application, id)).state.kind).toBe('succeeded')
  return output
}

async function originsOf({ services: { places, origins } }: Started, path: string, episode: number) {
  return origins.of((await places.admit(path)).id, episode)
}

/** Two generations: pick_b and what pick_a and pick_c were merged into. */
async function twoGenerations() {
  const application = await startApplication()
  const dir = await scratchDir()
  const [a, b] = [await odd('pick_a', [], 'a'), await odd('pick_b', [], 'b')]
  const week = await recorded(application, [a, 'pick_c'], join(dir, 'week'))
  const month = await recorded(application, [b, week], join(dir, 'month'))
  return { application, dir, a, week, month }
}

it('goes back to what was recorded, merge by merge', async () => {
  const { application, dir, a, week, month } = await twoGenerations()
  expect(await originsOf(application, month, 3)).toMatchObject([
    { dataset: 'week', episode: 1, where: { kind: 'here', place: { path: week } } },
    { dataset: 'a', episode: 1, where: { kind: 'here', place: { path: a } } },
  ])
  expect(await originsOf(application, month, 5)).toMatchObject([
    { dataset: 'week', episode: 3 },
    { dataset: 'pick_c', episode: 0, where: { kind: 'here' } },
  ])
  expect(await originsOf(application, month, 99)).toEqual([])
  expect(await originsOf(application, a, 0)).toEqual([])

  // The result may travel, its sources need not be on the same way.
  const travelled = join(dir, 'elsewhere')
  await rename(month, travelled)
  expect(await originsOf(application, travelled, 3)).toHaveLength(2)
  // What is damaged tells nothing and harms nothing.
  await writeFile(join(travelled, PROVENANCE_PATH), '{}')
  expect(await originsOf(application, travelled, 3)).toEqual([])
})

it('says what became of a source', async () => {
  const { application, dir, a, week } = await twoGenerations()
  const where = async () => (await originsOf(application, week, 1))[0]?.where
  // Of what concerns the episode, nothing is another.
  await info((draft) => (draft['robot_type'] = 'another'))(a)
  expect(await where()).toMatchObject({ kind: 'here', place: { path: a } })
  await rm(a, { recursive: true })
  await cp(fixture('pick_b'), a, { recursive: true })
  expect(await where()).toMatchObject({ kind: 'changed', place: { path: a } })
  await writeFile(join(a, 'meta/info.json'), 'damaged')
  expect(await where()).toMatchObject({ kind: 'unreadable', path: a, error: { code: 'JSON_INVALID' } })
  await rename(a, join(dir, 'moved'))
  expect(await where()).toEqual({ kind: 'missing', path: a })
})

it('knows an episode again where others were added since', async () => {
  const application = await startApplication()
  const dir = await scratchDir()
  const grown = (await merge(['pick_a', 'pick_b'])).dir
  const first = (await merge(['pick_a'])).dir
  const result = await recorded(application, [first, 'pick_c'], join(dir, 'result'))
  await rename(first, `${first}-old`)
  await cp(grown, first, { recursive: true })
  const origin = (await originsOf(application, result, 1))[0]
  expect(origin).toMatchObject({ episode: 1, where: { kind: 'here', place: { path: first } } })
})

it('finds sources of a merge that was made elsewhere by name and content, or says that it cannot', async () => {
  const elsewhere = await startApplication()
  const dir = await scratchDir()
  const result = await recorded(elsewhere, ['pick_a', 'pick_b'], join(dir, 'result'))
  const application = await startApplication()
  const where = async () => (await originsOf(application, result, 3))[0]?.where
  expect(await where()).toEqual({ kind: 'unknown' })

  // A namesake that is another dataset is not taken for it.
  const root = await scratchDir()
  await cp(fixture('pick_a'), join(root, 'pick_b'), { recursive: true })
  const { library, places } = application.services
  const findAll = async () => {
    library.rescan()
    await library.settled()
  }
  await library.addRoot((await places.admit(root)).id)
  await findAll()
  expect(await where()).toEqual({ kind: 'unknown' })
  await cp(fixture('pick_b'), join(root, 'other', 'pick_b'), { recursive: true })
  await findAll()
  expect(await where()).toMatchObject({ kind: 'here', place: { path: join(root, 'other', 'pick_b') } })
})
