import { cp, mkdir, readdir, rm, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { forkNode } from '#main/http/node-host.ts'
import { mergeDraftSchema, type MergeDraft } from '#shared/model/merge.ts'
import { jobId, type JobId } from '#shared/model/job.ts'
import type { PlaceId } from '#shared/model/place.ts'
import { fixture } from '../support/fixtures.ts'
import { scratchDir } from '../support/scratch.ts'
import { openDatabase } from '#main/services/database.ts'
import { Drafts } from '#main/services/drafts.ts'
import { outputNameProblem } from '#main/services/drafts/output-name.ts'
import type { JobRequest } from '#main/services/jobs/job-request.ts'
import { Places } from '#main/services/places.ts'
import { Reader } from '#main/services/reader.ts'
import { jobEnd, startApplication } from './support/jobs.ts'

const { signal } = new AbortController()
let home = ''
let out = ''
let places: Places
let drafts: Drafts
let queued: JobRequest[]
let started: MergeDraft[]
let history: { bytes: number; seconds: number }[]

beforeEach(async () => {
  home = await scratchDir()
  out = await scratchDir()
  queued = []
  started = []
  history = []
  const db = openDatabase(home)
  const reader = new Reader({ fork: forkNode })
  places = new Places(db, undefined)
  drafts = new Drafts({
    reader,
    places,
    history: {
      list: () =>
        ({ total: history.length, merges: history.map((own) => ({ ...own, status: 'succeeded' })) }) as never,
    },
    jobs: {
      list: () => [],
      enqueue: (request) => {
        queued.push(request)
        return jobId.parse('00000000-0000-4000-8000-000000000000')
      },
    },
    keeper: {
      started: (draft) => {
        started.push(draft)
      },
    },
    planned: { remember: () => undefined },
  })
  onTestFinished(() => {
    reader.close()
    db.close()
  })
})

async function id(path: string): Promise<PlaceId> {
  return (await places.admit(path)).id
}

async function draftOf(
  sources: readonly string[],
  { name = 'week', ...change }: { name?: string; options?: object; episodes?: (number[] | undefined)[] } = {},
): Promise<MergeDraft> {
  return mergeDraftSchema.parse({
    sources: await Promise.all(
      sources.map(async (source, i) => {
        const episodes = change.episodes?.[i]
        return { place: await id(fixture(source)), ...(episodes === undefined ? {} : { episodes }) }
      }),
    ),
    options: change.options ?? {},
    output: { parent: await id(out), name },
  })
}

describe('previews', () => {
  it('say what a merge would make, and queue exactly that', async () => {
    const draft = await draftOf(['pick_a', 'pick_b'], {
      episodes: [[2, 0]],
      options: { renameTasks: { 'Pick the red cube': 'Lift' } },
    })
    history = [{ bytes: 4e6, seconds: 2 }]
    const preview = await drafts.preview(draft, 'k', signal)
    expect(preview.sources).toMatchObject([
      { name: 'pick_a', episodesKept: 2, worst: 'none', error: undefined },
      { name: 'pick_b', episodes: 2, episodesKept: 2 },
    ])
    expect(preview.plan).toMatchObject({ fps: 30, totals: { episodes: 4 } })
    expect(preview.plan?.shards[0]).toMatchObject({
      path: 'data/chunk-000/file-000.parquet',
      first: 0,
      end: 4,
    })
    expect(preview.plan?.estimatedSeconds).toBeCloseTo((preview.plan?.totals.bytes ?? 0) / 2e6)
    expect(preview.tasks[0]).toMatchObject({ text: 'Lift', from: ['Pick the red cube'] })
    expect(preview.output).toMatchObject({ path: join(out, 'week'), problem: undefined })
    expect(preview.output.freeBytes).toBeGreaterThan(0)
    expect(preview.command).toBe(
      `episplice merge ${fixture('pick_a')} ${fixture('pick_b')} --out ${join(out, 'week')} --episodes 0:2,0 --rename-task 'Pick the red cube=Lift'`,
    )
    await drafts.start(draft, signal)
    expect(queued).toMatchObject([
      {
        output: join(out, 'week'),
        verify: true,
        episodesTotal: preview.sources.map(({ episodes }) => episodes),
        recipe: {
          sources: [
            { path: fixture('pick_a'), episodes: [2, 0], fingerprint: preview.sources[0]!.fingerprint },
            { path: fixture('pick_b'), name: 'pick_b' },
          ],
        },
      },
    ])
    // A draft is known by itself, be another one equal to it.
    expect(queued[0]?.draft).toBe(draft)
    expect(started[0]).toBe(draft)
  })

  it('name every finding at once, by the position in the draft', async () => {
    const gone = join(await scratchDir(), 'gone')
    await cp(fixture('pick_b'), gone, { recursive: true })
    const draft = await draftOf(['pick_a', gone, 'fps15', 'other_robot', 'extra_cam'])
    await rm(gone, { recursive: true })
    const preview = await drafts.preview(draft, 'k', signal)
    expect(preview.sources.map(({ error, worst }) => error?.code ?? worst)).toEqual([
      'none',
      'FILE_MISSING',
      'blocking',
      'fixable',
      'blocking',
    ])
    const found = preview.findings.map(({ code, source }) => `${source} ${code}`)
    expect(found).toEqual(expect.arrayContaining(['2 FPS', '3 ROBOT_TYPE', '4 FEATURE_EXTRA']))
    expect(preview.plan).toBeUndefined()
    await expect(drafts.start(draft, signal)).rejects.toMatchObject({ code: 'FILE_MISSING' })
    await expect(drafts.start(await draftOf(['pick_a', 'fps15']), signal)).rejects.toMatchObject({
      code: 'BLOCKED',
    })
    expect(queued).toEqual([])
  })

  it('end when a newer one with the same key comes', async () => {
    const draft = await draftOf(['pick_a', 'pick_b', 'pick_c'])
    const older = drafts.preview(draft, 'k', signal)
    const other = drafts.preview(draft, 'another window', signal)
    const refused = expect(older).rejects.toMatchObject({ code: 'CANCELLED' })
    const newer = await drafts.preview(draft, 'k', signal)
    await refused
    expect(newer.plan).toBeDefined()
    expect((await other).plan).toBeDefined()
  })

  it('say why an output cannot be used', async () => {
    const problem = async (change: Partial<MergeDraft['output']>): Promise<unknown> => {
      const draft = await draftOf(['pick_a'])
      return (await drafts.preview({ ...draft, output: { ...draft.output, ...change } }, 'k', signal)).output
        .problem?.code
    }
    await mkdir(join(out, 'taken'))
    const lost = join(out, 'lost')
    await mkdir(lost)
    const lostId = await id(lost)
    await rm(lost, { recursive: true })
    expect(await problem({ name: 'taken' })).toBe('OUTPUT_EXISTS')
    expect(await problem({ name: '../x' })).toBe('NAME_INVALID')
    expect(await problem({ name: '' })).toBeUndefined()
    expect(await problem({ parent: lostId })).toBe('OUTPUT_PARENT_MISSING')
    expect(await problem({ parent: await id(fixture('pick_a')) })).toBe('OUTPUT_OVERLAPS_SOURCE')
    expect(await problem({ parent: await id(join(fixture('pick_a'), 'meta/info.json')) })).toBe(
      'OUTPUT_PARENT_MISSING',
    )
    await expect(drafts.start(await draftOf(['pick_a'], { name: 'taken' }), signal)).rejects.toMatchObject({
      code: 'OUTPUT_EXISTS',
    })
  })

  it('say when nothing is left to merge', async () => {
    const preview = await drafts.preview(await draftOf(['pick_a'], { episodes: [[]] }), 'k', signal)
    expect(preview.plan).toBeUndefined()
    expect(preview.problem).toMatchObject({ code: 'SELECTION_INVALID' })
    const empty = await drafts.preview(await draftOf([]), 'k', signal)
    expect(empty).toMatchObject({ sources: [], findings: [], plan: undefined, command: undefined })
    await expect(drafts.start(await draftOf([]), signal)).rejects.toMatchObject({ code: 'NO_SOURCES' })
  })
})

describe('what an interrupted merge left', () => {
  it('is removed where the merge would go, also when no folder is chosen', async () => {
    const source = join(out, 'pick_b')
    await cp(fixture('pick_b'), source, { recursive: true })
    const left = join(out, 'week.partial-1')
    await mkdir(left)
    // As long ago as nobody is at it any more.
    await utimes(left, 0, 0)
    const draft = mergeDraftSchema.parse({
      sources: [{ place: await id(source) }],
      options: {},
      output: { name: 'week' },
    })
    const { findings } = await drafts.preview(draft, 'k', signal)
    expect(findings).toMatchObject([{ code: 'LEFTOVER_STAGING' }])
    await drafts.removeLeftovers(draft)
    expect(await readdir(out)).toEqual(['pick_b'])
  })

  it('is not said to be removed where the result has no place', async () => {
    const draft = await draftOf(['pick_a'], { name: '' })
    await expect(drafts.removeLeftovers(draft)).rejects.toMatchObject({ code: 'OPTION_INVALID' })
    const named = { ...draft, output: { ...draft.output, name: '../x' } }
    await expect(drafts.removeLeftovers(named)).rejects.toMatchObject({ code: 'NAME_INVALID' })
  })
})

it('drafts are done with when their merge succeeded, though no page is open', async () => {
  const application = await startApplication()
  const { services } = application
  const draft = mergeDraftSchema.parse({
    sources: [{ place: (await services.places.admit(fixture('pick_a'))).id }],
    options: {},
    output: { parent: (await services.places.admit(out)).id, name: 'week' },
  })
  const ask = (name: string, input: object) => application.dispatch(name, input, 'page', { signal })
  await ask('merge.saveDraft', { draft, revision: 0, by: 'one' })
  const answer = await ask('merge.start', { draft })
  const { job } = (answer as { value: { job: JobId } }).value
  expect(services.draftKeeper.load().startedAs).toBe(job)
  expect((await jobEnd(application, job)).state.kind).toBe('succeeded')
  expect(services.draftKeeper.load().draft?.sources).toEqual([])
})

describe('names of results', () => {
  it('are what the platform can have', () => {
    const code = (name: string, platform: NodeJS.Platform) => outputNameProblem(name, platform)?.code
    for (const name of ['week', 'Woche 47', 'a.b', 'ねこ', 'con-1'])
      expect(code(name, 'win32')).toBeUndefined()
    for (const name of [
      '',
      ' ',
      '.',
      '..',
      '.hidden',
      'a/b',
      'a\\b',
      'a\nb',
      ' a',
      'a.partial-12',
      'ä'.repeat(101),
    ])
      expect(code(name, 'linux'), name).toBe('NAME_INVALID')
    for (const name of ['con', 'COM1.txt', 'a:b', 'what?', 'end.']) {
      expect(code(name, 'linux'), name).toBeUndefined()
      expect(code(name, 'win32'), name).toBe('NAME_INVALID')
    }
  })
})
