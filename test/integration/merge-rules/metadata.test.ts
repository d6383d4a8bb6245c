import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { plan } from '#engine/index.ts'
import { mergeOptionsSchema } from '#shared/plan.ts'
import {
  bareEpisodeList,
  columnsReversed,
  data,
  episodes,
  extraFile,
  info,
  numberedFrom,
  odd,
  oneRowGroup,
  tables,
  type Oddity,
} from '../../support/edit-dataset.ts'
import { addColumn, mapColumn } from '../../support/edit-table.ts'
import { expectFaithful } from '../../support/expect-faithful.ts'
import { brief, errorCode, findingsOf, merge, openAll, planOf } from '../../support/merge.ts'
import { files, readDataset } from '../../support/read-dataset.ts'

it('B01: rows of a resumed recording name the one episodes file they are in, and the result merges again', async () => {
  const once = await merge(['resumed', 'resumed'])
  const merged = await expectFaithful(once.dir, { sources: ['resumed', 'resumed'] })
  expect(merged.episodes.map(({ row }) => row['meta/episodes/file_index'])).toEqual([0, 0, 0, 0, 0, 0])

  const twice = await merge([once.dir, 'resumed'])
  await expectFaithful(twice.dir, { sources: ['resumed', 'resumed', 'resumed'] })
})

it('B01: a source whose rows name episodes files that do not exist merges all the same', async () => {
  const broken = await odd('resumed', [
    episodes(mapColumn('meta/episodes/file_index', (_, row) => BigInt(row + 7))),
  ])
  const { dir } = await merge([broken, 'resumed'])
  await expectFaithful(dir, { sources: ['resumed', 'resumed'] })
})

it('B13: a source whose numbers do not start at 0 is numbered anew', async () => {
  const subset = await odd('pick_a', [numberedFrom(5, 300)])
  const { dir, findings } = await merge(['pick_b', subset])
  expect(brief(findings)).toEqual(['advisory EPISODE_INDEX #1 meta/episodes'])
  await expectFaithful(dir, { sources: ['pick_b', 'pick_a'] })
})

it('B13: rows that number their episodes otherwise than the episode list are matched by order', async () => {
  const subset = await odd('pick_a', [data(mapColumn('episode_index', (value) => (value as bigint) + 5n))])
  const { dir, findings } = await merge([subset, 'pick_b'])
  expect(brief(findings)).toEqual(['advisory EPISODE_INDEX #0 data/chunk-000/file-000.parquet'])
  await expectFaithful(dir, { sources: ['pick_a', 'pick_b'] })
})

it('B14: a source from the image-to-video converter merges, its tasks taken from the rows', async () => {
  const converted = await odd('pick_a', [bareEpisodeList, data(oneRowGroup)])
  const { dir, findings } = await merge([converted, 'pick_b'])
  expect(brief(findings)).toEqual([
    'advisory ROW_GROUP_SHARED #0 data/chunk-000/file-000.parquet',
    'advisory STATS_COLUMNS #0 meta/episodes',
  ])
  const merged = await expectFaithful(dir, { sources: ['pick_a', 'pick_b'] })
  expect(merged.episodes[1]!.row['stats/action/mean']).toBeNull()
  expect(merged.episodes[1]!.row['stats/index/min']).toEqual([40])
  expect(merged.episodes[1]!.row['stats/task_index/mean']).toEqual([1])
})

it('B14: the same when all sources are from the converter', async () => {
  const converted = await odd('nocam_a', [bareEpisodeList])
  const { dir } = await merge([converted, converted])
  const merged = await expectFaithful(dir, { sources: ['nocam_a', 'nocam_a'] })
  expect(merged.episodes.map(({ row }) => row['tasks'])).toEqual(new Array(4).fill(['Pick the red cube']))
})

it('B19: columns of meta/episodes whose types do not agree are found by the checks', async () => {
  const graded = (name: string, type: 'INT64' | 'UTF8', grade: unknown) =>
    odd(name, [episodes(addColumn('grade', type, () => grade))])
  const sources = [await graded('nocam_a', 'UTF8', 'good'), await graded('nocam_b', 'INT64', 5n)]
  expect(await findingsOf(sources)).not.toEqual([])
})

it('B23: the result has the tools of all sources, each once', async () => {
  const say = { type: 'function', function: { name: 'say' } }
  const point = { type: 'function', function: { name: 'point' } }
  const withTools = (...tools: { type: string; function: { name: string } }[]) =>
    odd('nocam_a', [info((draft) => (draft['tools'] = tools))])
  const { dir } = await merge([await withTools(say), 'nocam_b', await withTools(point, say)])
  expect((await readDataset(dir)).info['tools']).toEqual([say, point])
})

it('B24: unknown keys of info.json are kept, and a conflict is reported', async () => {
  const labelled = await odd('nocam_a', [
    info((draft) => Object.assign(draft, { operator: 'Ada', room: { light: 'lamp', number: 7 } })),
  ])
  const other = await odd('nocam_b', [
    info((draft) => Object.assign(draft, { operator: 'Bob', licence: 'CC0' })),
  ])
  const { dir, findings } = await merge([labelled, other])
  expect((await readDataset(dir)).info).toMatchObject({
    operator: 'Ada',
    room: { light: 'lamp', number: 7 },
    licence: 'CC0',
  })
  expect(findings).toMatchObject([
    {
      code: 'INFO_KEY_CONFLICT',
      tier: 'advisory',
      source: 1,
      subject: 'operator',
      expected: '"Ada"',
      actual: '"Bob"',
    },
  ])
})

it('B24: counts that v2.1 left behind are made true', async () => {
  const converted = await odd('pick_a', [
    info((draft) => Object.assign(draft, { total_videos: 3, total_chunks: 1 })),
  ])
  const { dir } = await merge([converted, 'pick_b'])
  expect((await readDataset(dir)).info).toMatchObject({ total_videos: 10, total_chunks: 1 })
})

it('B24: unknown columns of meta/episodes are kept, null where a source lacks them', async () => {
  const annotated = await odd('nocam_b', [
    episodes(
      addColumn('grade', 'UTF8', (row) => `good ${row}`),
      addColumn('operator_id', 'INT64', () => 12n),
    ),
  ])
  const { dir } = await merge(['nocam_a', annotated])
  const { episodes: merged } = await readDataset(dir)
  expect(merged.map(({ row }) => [row['grade'], row['operator_id']])).toEqual([
    [null, null],
    [null, null],
    ['good 0', 12],
  ])
})

it('B24: a README and other files of meta are carried along, under the name of their source', async () => {
  const side: readonly Oddity[] = [
    extraFile('README.md', '# Kitchen'),
    extraFile('meta/notes/day.json', '{"rain": true}'),
  ]
  const { dir } = await merge([await odd('nocam_a', side, 'kitchen'), 'nocam_b'])
  await expectFaithful(dir, { sources: ['nocam_a', 'nocam_b'] })
  const carried = files(dir, '**/*').filter((path) => /README|day/.test(path))
  expect(carried).toHaveLength(2)
  expect(carried.every((path) => path.includes('kitchen'))).toBe(true)
  expect(await readFile(join(dir, carried[0]!), 'utf8')).toBe('# Kitchen')
})

it('splits that the result cannot have are told', async () => {
  const split = await odd('nocam_a', [info((draft) => (draft['splits'] = { train: '0:1', test: '1:2' }))])
  const { dir, findings } = await merge(['nocam_b', split])
  expect(brief(findings)).toEqual(['advisory INFO_KEY_CONFLICT #1 splits'])
  expect((await readDataset(dir)).info['splits']).toEqual({ train: '0:3' })
})

it('B29: more than 1000 files in a chunk are refused', () => {
  expect(mergeOptionsSchema.safeParse({ chunkSize: 1001 }).success).toBe(false)
  expect(mergeOptionsSchema.safeParse({ chunkSize: 1000 }).success).toBe(true)
})

it('B29: more than 1000 chunks are refused: chunk-1000 would sort before chunk-101', async () => {
  const [sharded] = await openAll(['sharded'])
  const options = mergeOptionsSchema.parse({ dataMb: 1e-6, chunkSize: 1 })
  expect(await errorCode(plan(new Array(126).fill(sharded!), { options, output: '/nowhere' }))).toBe(
    'OPTION_INVALID',
  )
})

it('#3964: episodes files whose columns stand in another order are accepted', async () => {
  const reordered = await odd('resumed', [
    tables('meta/episodes/chunk-000/file-001.parquet', columnsReversed),
  ])
  const { dir } = await merge([reordered, 'resumed'])
  const merged = await expectFaithful(dir, { sources: ['resumed', 'resumed'] })
  const source = await readDataset(reordered)
  expect(merged.episodes[2]!.row['stats/action/mean']).toEqual(source.episodes[2]!.row['stats/action/mean'])
})

it('#3663: sources of one episode each can be kept in files of their own', async () => {
  const { dir } = await merge(['pick_a', 'pick_b', 'pick_c'], {
    episodes: [[0], [1], [2]],
    options: { dataMb: 0.001, videoMb: 0.001 },
  })
  expect(files(dir, 'data/*/*.parquet')).toHaveLength(3)
  for (const camera of ['top', 'wrist'])
    expect(files(dir, `videos/observation.images.${camera}/*/*.mp4`)).toHaveLength(3)
})

it('upstream: dataset tools merge two and three datasets, with statistics of every feature', async () => {
  const sources = ['pick_a', 'pick_b', 'pick_c']
  for (const count of [2, 3]) {
    const { dir } = await merge(sources.slice(0, count))
    const merged = await expectFaithful(dir, { sources: sources.slice(0, count) })
    for (const name of Object.keys(merged.info.features)) {
      expect(Object.keys(merged.stats[name] ?? {}), name).toEqual(
        expect.arrayContaining(['min', 'max', 'mean', 'std', 'count']),
      )
    }
  }
})

it('upstream: no dataset at all is an error', async () => {
  await expect(findingsOf([])).rejects.toMatchObject({ code: 'NO_SOURCES' })
  await expect(planOf([])).rejects.toMatchObject({ code: 'NO_SOURCES' })
})
