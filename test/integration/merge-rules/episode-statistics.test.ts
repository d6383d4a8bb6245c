import { join } from 'node:path'
import { expect, it } from 'vitest'
import { data, episodes, numberedFrom, odd, type Oddity } from '../../support/edit-dataset.ts'
import { mapColumn, retypeColumns } from '../../support/edit-table.ts'
import { expectClose } from '../../support/expect-close.ts'
import { expectFaithful } from '../../support/expect-faithful.ts'
import { fixture } from '../../support/fixtures.ts'
import { merge } from '../../support/merge.ts'
import { flatNumbers, readDataset, type ReadDataset } from '../../support/read-dataset.ts'
import { readTable, topLevel } from '../../support/read-table.ts'

const bookkeeping = /^stats\/(index|episode_index|task_index)\//

/** Expects the statistics of an episode to be its source's, those of its numbers moved to where it is now. */
function expectEpisodeStats(merged: ReadDataset, episode: number, source: ReadDataset, origin: number): void {
  const [now, before] = [merged.episodes[episode]!.row, source.episodes[origin]!.row]
  const [task] = merged.rowsOf(episode).map((row) => row['task_index'] as number)
  for (const [column, value] of Object.entries(before)) {
    if (!column.startsWith('stats/')) continue
    const [, feature, statistic] = /^stats\/(.+)\/(\w+)$/.exec(column)!
    const what = `${column} of episode ${episode}`
    if (!bookkeeping.test(column)) {
      expect(now[column], what).toEqual(value)
      continue
    }
    const isSpread = statistic === 'std' || statistic === 'count'
    if (feature === 'task_index') expectClose(now[column], isSpread ? value : [task!], what)
    else {
      const moved =
        feature === 'index'
          ? merged.number(episode, 'dataset_from_index') - source.number(origin, 'dataset_from_index')
          : episode - origin
      expectClose(now[column], [flatNumbers(value)[0]! + (isSpread ? 0 : moved)], what)
    }
  }
}

it.each([[['pick_a', 'pick_b', 'pick_c']], [['language_a', 'language_b']], [['images_a', 'images_b']]])(
  '#4276: statistics of index and episode_index of every episode of %s move with it, all others stay',
  async (names) => {
    const merged = await readDataset((await merge(names)).dir)
    let episode = 0
    for (const name of names) {
      const source = await readDataset(fixture(name))
      for (const origin of source.episodes.keys()) expectEpisodeStats(merged, episode++, source, origin)
    }
    expect(episode).toBe(merged.episodes.length)
  },
)

it('#4276: they move, too, when episodes are left out, reordered and numbered from elsewhere', async () => {
  const subset = await odd('pick_c', [numberedFrom(10, 500)])
  const merged = await readDataset((await merge([subset, 'pick_a'], { episodes: [[13, 10], [2]] })).dir)
  const [c, a] = [await readDataset(fixture('pick_c')), await readDataset(fixture('pick_a'))]
  expectEpisodeStats(merged, 0, c, 3)
  expectEpisodeStats(merged, 1, c, 0)
  expectEpisodeStats(merged, 2, a, 2)
})

/** Integer features had integer statistics before June 2026. */
const integerStats: Oddity = episodes(
  retypeColumns(
    (name) => /^stats\/(frame_index|index|episode_index|task_index)\/(min|max|mean)$/.test(name),
    'INT64',
    (value) => BigInt(Math.round(value as number)),
  ),
)

it.each([
  ['first', 0],
  ['second', 1],
  ['every', 2],
])('B25: integer statistics of the %s source become doubles, counts stay integers', async (_, at) => {
  const older = await odd('nocam_a', [integerStats])
  const { dir } = await merge([at === 1 ? 'nocam_b' : older, at === 0 ? 'nocam_b' : older])
  const { schema } = await readTable(join(dir, 'meta/episodes/chunk-000/file-000.parquet'))
  for (const { name, elements } of topLevel(schema).filter((column) => column.name.startsWith('stats/'))) {
    expect(elements.at(-1)!.type, name).toBe(name.endsWith('/count') ? 'INT64' : 'DOUBLE')
  }
  await expectFaithful(dir, { sources: [at === 1 ? 'nocam_b' : 'nocam_a', at === 0 ? 'nocam_b' : 'nocam_a'] })
})

it('B25: a mean that is no integer survives in a source with integer statistics', async () => {
  const twoTasks: Oddity[] = [
    data(mapColumn('task_index', (value, row) => (row < 10 ? 0n : row < 40 ? 1n : value))),
    episodes(
      mapColumn('tasks', (value, row) => (row === 0 ? ['Pick the red cube', 'Place it in the bin'] : value)),
    ),
  ]
  const { dir } = await merge([await odd('pick_a', [...twoTasks, integerStats])])
  expect((await readDataset(dir)).episodes[0]!.row['stats/task_index/mean']).toEqual([0.75])
})

/** Another value for a statistic of one number. */
function eachNumber(column: string, edit: (value: number) => number): ReturnType<typeof mapColumn> {
  return mapColumn(column, (own) => (own as number[]).map(edit))
}

it.each<[string, Oddity]>([
  [
    'are those of an episode that another tool has shortened',
    episodes(
      eachNumber('stats/index/max', (max) => max + 5),
      eachNumber('stats/index/mean', (mean) => mean + 2.5),
      mapColumn('stats/index/count', (own) => [(own as bigint[])[0]! + 5n]),
    ),
  ],
  [
    'lost their last digits in single precision',
    episodes(
      eachNumber('stats/index/min', (min) => Math.fround(min + 2 ** 25 + 1)),
      eachNumber('stats/index/max', (max) => Math.fround(max + 2 ** 25 + 2)),
    ),
  ],
  ['are not those of one number', episodes(eachNumber('stats/episode_index/max', (max) => max + 3))],
])(
  'extremes of index and episode_index that %s are made true, with all that belongs to them',
  async (_, edit) => {
    const edited = await odd('nocam_a', [edit])
    const { dir, report } = await merge(['nocam_b', edited])
    expect(report.verification?.failures).toEqual([])
    const merged = await readDataset(dir)
    for (const [episode, { row }] of merged.episodes.entries()) {
      const index = merged.rowsOf(episode).map((own) => own['index'] as number)
      for (const [statistic, want] of [
        ['min', index[0]],
        ['max', index.at(-1)],
        ['mean', index.reduce((sum, value) => sum + value, 0) / index.length],
        ['count', index.length],
      ] as const)
        expectClose(row[`stats/index/${statistic}`], [want!], `${statistic} of episode ${episode}`)
      for (const statistic of ['min', 'max'])
        expect(row[`stats/episode_index/${statistic}`]).toEqual([episode])
    }
  },
)
