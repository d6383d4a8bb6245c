import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { parquetMetadata } from 'hyparquet'
import { beforeAll, describe, expect, it } from 'vitest'
import { plan, write, type Dataset } from '#engine/index.ts'
import type { EngineError } from '#shared/errors.ts'
import { mergeOptionsSchema, mergePlanSchema, type MergePlan, type Shard } from '#shared/plan.ts'
import { expectFaithful } from '../support/expect-faithful.ts'
import { fixture } from '../support/fixtures.ts'
import { errorCode, errorOf, openAll, planOf } from '../support/merge.ts'
import { scratchDir } from '../support/scratch.ts'
import { treeDigests } from '../support/tree.ts'

/** Recordings that merge with each other: one or many files, two codecs, seven tasks. */
const names = ['pick_a', 'pick_b', 'pick_c', 'sharded', 'h264'] as const
const episodeCounts: Record<(typeof names)[number], number> = {
  pick_a: 3,
  pick_b: 2,
  pick_c: 4,
  sharded: 8,
  h264: 2,
}
const MB = 1024 ** 2

interface Request {
  readonly sources: readonly {
    readonly name: (typeof names)[number]
    readonly episodes: readonly number[] | undefined
  }[]
  readonly dataMb: number
  readonly videoMb: number
  readonly chunkSize: number
}

const source = fc.constantFrom(...names).chain((name) =>
  fc.record({
    name: fc.constant(name),
    episodes: fc.option(fc.shuffledSubarray([...Array(episodeCounts[name]).keys()]), {
      nil: undefined,
      freq: 2,
    }),
  }),
)
const requests: fc.Arbitrary<Request> = fc
  .record({
    sources: fc.array(source, { minLength: 1, maxLength: 5 }),
    dataMb: fc.constantFrom(1e-6, 0.004, 0.01, 0.02, 0.05, 1, 100),
    videoMb: fc.constantFrom(1e-6, 0.01, 0.02, 0.05, 0.1, 1, 200),
    chunkSize: fc.constantFrom(1, 2, 3, 1000),
  })
  .filter(({ sources }) => sources.some(({ episodes }) => episodes?.length !== 0))

let opened: Map<string, Dataset>
/** Uncompressed bytes of each episode's rows by dataset, as hyparquet reads the footers. */
let rowBytes: Map<string, number[]>

beforeAll(async () => {
  const datasets = await openAll(names)
  opened = new Map(names.map((name, i) => [name, datasets[i]!]))
  rowBytes = new Map(
    datasets.map(({ name, dataFiles }) => [
      name,
      dataFiles.flatMap(({ path }) => groupBytes(fixture(name), path)),
    ]),
  )
})

function groupBytes(dir: string, path: string): number[] {
  const { row_groups } = parquetMetadata(new Uint8Array(readFileSync(join(dir, path))).buffer)
  return row_groups.map(({ columns }) =>
    columns.reduce((sum, { meta_data }) => sum + Number(meta_data!.total_uncompressed_size), 0),
  )
}

function planned({ sources, ...options }: Request, output = '/nowhere/merged'): Promise<MergePlan> {
  return plan(
    sources.map(({ name }) => opened.get(name)!),
    { options: mergeOptionsSchema.parse(options), output, episodes: sources.map(({ episodes }) => episodes) },
  )
}

function chosen({ sources }: Request): { source: number; name: string; episode: number }[] {
  return sources.flatMap(({ name, episodes }, i) =>
    (episodes ?? [...Array(episodeCounts[name]).keys()]).map((episode) => ({ source: i, name, episode })),
  )
}

const streams = ({ data, meta, videos }: MergePlan): (readonly Shard[])[] => [
  data,
  meta,
  ...Object.values(videos),
]

/** Runs a property over many plans, always the same ones. */
async function forAllPlans(
  property: (plan: MergePlan, request: Request) => void | Promise<void>,
  numRuns = 100,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(requests, async (request) => {
      await property(await planned(request), request)
    }),
    { seed: 20260823, numRuns },
  )
}

describe('every plan', () => {
  it('takes every chosen episode exactly once, in order', async () => {
    await forAllPlans(({ episodes }, request) => {
      expect(episodes.map(({ source: from, episode }) => ({ source: from, episode }))).toEqual(
        chosen(request).map(({ source: from, episode }) => ({ source: from, episode })),
      )
    })
  })

  it('numbers rows without a gap', async () => {
    await forAllPlans(({ episodes, totals }) => {
      let next = 0
      for (const { from, length, rows, frames } of episodes) {
        expect(from).toBe(next)
        for (const range of [rows, ...Object.values(frames)]) expect(range.end - range.start).toBe(length)
        next += length
      }
      expect(totals).toMatchObject({ episodes: episodes.length, frames: next })
    })
  })

  it('puts every episode into exactly one file of each stream, files in order', async () => {
    await forAllPlans((made) => {
      for (const shards of streams(made)) {
        const spans = shards.map(({ first, end }) => [first, end])
        expect(spans.every(([first, end]) => first! < end!)).toBe(true)
        expect(spans.map(([first]) => first)).toEqual([0, ...spans.slice(0, -1).map(([, end]) => end)])
        expect(spans.at(-1)![1]).toBe(made.episodes.length)
      }
      expect(made.totals.files).toBe(streams(made).flat().length)
    })
  })

  it('closes a data file just before it would reach its limit', async () => {
    await forAllPlans(({ data }, request) => {
      const sizes = chosen(request).map(({ name, episode }) => rowBytes.get(name)![episode]!)
      const limit = request.dataMb * MB
      for (const { first, end } of data) {
        const bytes = sizes.slice(first, end).reduce((sum, size) => sum + size, 0)
        if (end - first > 1) expect(bytes).toBeLessThan(limit)
        if (end < sizes.length) expect(bytes + sizes[end]!).toBeGreaterThanOrEqual(limit)
      }
    })
  })

  it('keeps video files below their limit, unless they hold one episode', async () => {
    await forAllPlans(({ videos }, { videoMb }) => {
      for (const { first, end, bytes } of Object.values(videos).flat())
        if (end - first > 1) expect(bytes).toBeLessThan(videoMb * MB)
    })
  })

  it('does not mix codecs in a video file, and starts no file without need', async () => {
    await forAllPlans(({ videos }, request) => {
      const codecs = chosen(request).map(({ name }) => (name === 'h264' ? 'h264' : 'av1'))
      for (const shards of Object.values(videos)) {
        for (const { first, end } of shards) expect(new Set(codecs.slice(first, end)).size).toBe(1)
        const changes = codecs.filter((codec, i) => i > 0 && codec !== codecs[i - 1]).length
        if (request.videoMb === 200) expect(shards).toHaveLength(changes + 1)
        if (request.videoMb === 1e-6) expect(shards).toHaveLength(codecs.length)
      }
    })
  })

  it('names files by the templates of the format, chunk after chunk, no name twice', async () => {
    await forAllPlans((made, { chunkSize }) => {
      const pad = (number: number): string => String(number).padStart(3, '0')
      const expectNames = (
        shards: readonly Shard[],
        folder: string,
        extension: string,
        perChunk: number,
      ): void => {
        shards.forEach(({ chunk, file, path }, i) => {
          expect([chunk, file]).toEqual([Math.floor(i / perChunk), i % perChunk])
          expect(path).toBe(`${folder}/chunk-${pad(chunk)}/file-${pad(file)}.${extension}`)
        })
      }
      expectNames(made.data, 'data', 'parquet', chunkSize)
      expectNames(made.meta, 'meta/episodes', 'parquet', 1000)
      for (const [camera, shards] of Object.entries(made.videos))
        expectNames(shards, `videos/${camera}`, 'mp4', chunkSize)
      const paths = streams(made)
        .flat()
        .map(({ path }) => path)
      expect(new Set(paths).size).toBe(paths.length)
    })
  })

  it('lists every task once, and only tasks of its sources', async () => {
    await forAllPlans(({ tasks, episodes }, { sources }) => {
      expect(new Set(tasks).size).toBe(tasks.length)
      for (const { tasks: own } of episodes) expect(tasks).toEqual(expect.arrayContaining(own))
      const known = new Set(sources.flatMap(({ name }) => [...opened.get(name)!.tasks.values()]))
      expect(tasks.filter((task) => !known.has(task))).toEqual([])
    })
  })

  it('is the same when made again from sources opened again', async () => {
    const again = new Map((await openAll(names)).map((dataset) => [dataset.name, dataset]))
    await forAllPlans(async (made, request) => {
      const before = opened
      opened = again
      const second = await planned(request).finally(() => (opened = before))
      expect(JSON.stringify(second)).toBe(JSON.stringify(made))
    }, 50)
  })

  it('survives JSON and its schema', async () => {
    await forAllPlans((made) => {
      expect(mergePlanSchema.parse(JSON.parse(JSON.stringify(made)))).toEqual(made)
    })
  })
})

it('what a plan promises is what is written, for some plans of all kinds', async () => {
  const sample = fc.sample(requests, { seed: 7, numRuns: 5 })
  for (const request of sample) {
    const made = await planned(request, join(await scratchDir(), 'merged'))
    await write(mergePlanSchema.parse(JSON.parse(JSON.stringify(made))))
    const { sources } = request
    await expectFaithful(made.output, {
      sources: sources.map(({ name }) => name),
      episodes: sources.map(({ episodes }) => episodes),
    })
    const written = Object.keys(await treeDigests(made.output)).filter(
      (path) => !/^meta\/[a-z]+\./.test(path),
    )
    expect(written).toEqual(
      streams(made)
        .flat()
        .map(({ path }) => path)
        .toSorted(),
    )
  }
})

it('an episode that would bring a data file to its limit exactly begins the next', async () => {
  const bytes = rowBytes.get('pick_b')!.reduce((sum, size) => sum + size, 0)
  const filesAt = async (limit: number) =>
    (await planOf(['pick_b'], { options: { dataMb: limit / MB } })).data.length
  expect([await filesAt(bytes), await filesAt(bytes + 1)]).toEqual([2, 1])
})

it('beyond a thousand files the next chunk begins', async () => {
  const made = await planned({
    sources: new Array(126).fill({ name: 'sharded', episodes: undefined }),
    dataMb: 1e-6,
    videoMb: 200,
    chunkSize: 1000,
  })
  expect(made.data.slice(998, 1002).map(({ path }) => path)).toEqual([
    'data/chunk-000/file-998.parquet',
    'data/chunk-000/file-999.parquet',
    'data/chunk-001/file-000.parquet',
    'data/chunk-001/file-001.parquet',
  ])
})

/** What someone may do to a plan in a file. */
const contradictions: readonly { what: string; edit: (plan: MergePlan) => void }[] = [
  { what: 'an episode is longer than its rows', edit: ({ episodes }) => episodes[1]!.length++ },
  { what: 'rows are numbered with a gap', edit: ({ episodes }) => episodes[1]!.from++ },
  { what: 'an episode is in no data file', edit: ({ data }) => data[0]!.end-- },
  { what: 'an episode is in no episodes file', edit: ({ meta }) => meta[0]!.end-- },
  {
    what: 'an episode has a task that is not listed',
    edit: ({ episodes }) => (episodes[0]!.tasks = ['nothing']),
  },
  { what: 'a row of meta/episodes is not there', edit: ({ episodes }) => (episodes[1]!.meta.row = 99) },
  { what: 'totals are not those of the episodes', edit: ({ totals }) => totals.frames-- },
]

it('says which episodes there are to choose from, be it none or very many', async () => {
  const [dataset] = await openAll(['nocam_a'])
  const choosing = (episodes: Dataset['episodes']): Promise<EngineError> =>
    errorOf(
      plan([{ ...dataset!, episodes }], {
        options: mergeOptionsSchema.parse({}),
        output: '/out',
        episodes: [[999_999]],
      }),
    )
  expect(await choosing([])).toMatchObject({
    code: 'SELECTION_INVALID',
    hint: 'None of its episodes can be taken: inspect it for what is in the way.',
  })
  const [first] = dataset!.episodes
  const many = Array.from({ length: 200_000 }, (_, index) => ({
    ...first!,
    record: { ...first!.record, index },
  }))
  expect(await choosing(many)).toMatchObject({
    code: 'SELECTION_INVALID',
    hint: 'It has 200000 episodes, 0 to 199999.',
  })
})

it.each(contradictions)('a plan in which $what is refused before anything is written', async ({ edit }) => {
  const made = JSON.parse(JSON.stringify(await planOf(['nocam_a', 'nocam_b']))) as MergePlan
  edit(made)
  expect(await errorCode(write(mergePlanSchema.parse(made)))).toBe('PLAN_INVALID')
})

it('a path in a plan cannot lead out of the result', async () => {
  const made = JSON.parse(JSON.stringify(await planOf(['nocam_a']))) as { data: { path: string }[] }
  for (const path of ['../data.parquet', '/etc/data.parquet', 'data/../../x', 'data\\x']) {
    made.data[0]!.path = path
    expect(mergePlanSchema.safeParse(made).success, path).toBe(false)
  }
})
