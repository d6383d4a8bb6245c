import { join } from 'node:path'
import { expect, it } from 'vitest'
import { data, episodes, info, odd, tasksFile, without, type Oddity } from '../../support/edit-dataset.ts'
import { dropColumns, mapColumn } from '../../support/edit-table.ts'
import { expectClose } from '../../support/expect-close.ts'
import { expectFaithful } from '../../support/expect-faithful.ts'
import { statsOf } from '../../support/expected-stats.ts'
import { brief, findingsOf, merge } from '../../support/merge.ts'
import { readDataset, readTaskTexts } from '../../support/read-dataset.ts'
import { readTable } from '../../support/read-table.ts'

const pick = 'Pick the red cube'
const place = 'Place it in the bin'

/** Ten frames of picking, then thirty of placing, in the first episode of pick_a. */
const twoTasksInEpisode0: readonly Oddity[] = [
  data(mapColumn('task_index', (value, row) => (row < 10 ? 0n : row < 40 ? 1n : value))),
  episodes(mapColumn('tasks', (value, row) => (row === 0 ? [pick, place] : value))),
]

it('B11: rows of tasks.parquet that are not in the order of task_index are mapped by task_index', async () => {
  const shuffled = await odd('pick_a', [
    tasksFile([
      [1, place],
      [0, pick],
    ]),
  ])
  const { dir, findings } = await merge(['pick_b', shuffled])
  expect(brief(findings)).toContain('advisory TASKS_ORDER #1 meta/tasks.parquet')
  await expectFaithful(dir, { sources: ['pick_b', 'pick_a'] })
})

it('B11: rows and episode list that name different tasks are reported', async () => {
  const disagreeing = await odd('pick_a', [
    episodes(mapColumn('tasks', (value, row) => (row === 0 ? [place] : value))),
  ])
  expect(await findingsOf(['pick_b', disagreeing])).toMatchObject([
    { code: 'TASKS_DISAGREE', tier: 'advisory', source: 1 },
  ])
})

it('B28: statistics of task_index of an episode with two tasks are those of its rows', async () => {
  const { dir } = await merge(['pick_c', await odd('pick_a', twoTasksInEpisode0)])
  const merged = await readDataset(dir)
  for (const episode of [4, 5]) {
    const indices = merged.rowsOf(episode).map((row) => [row['task_index'] as number])
    for (const [statistic, expected] of Object.entries(statsOf(indices))) {
      expectClose(
        merged.episodes[episode]!.row[`stats/task_index/${statistic}`],
        expected as number[],
        `${statistic} of episode ${episode}`,
      )
    }
  }
  expect(merged.tasks).toHaveLength(4)
  expect(merged.episodes[4]!.row['tasks']).toEqual([pick, place])
})

it('B28: an episode with two tasks keeps the task of every row', async () => {
  const twoTasks = await odd('pick_a', twoTasksInEpisode0)
  const { dir, findings } = await merge(['pick_c', twoTasks])
  expect(brief(findings)).toEqual([])
  await expectFaithful(dir, { sources: ['pick_c', twoTasks] })
})

it('B32: without tasks.parquet the tasks come from the episode list', async () => {
  const taskless = await odd('pick_a', [
    without('meta/tasks.parquet'),
    info((draft) => (draft['total_tasks'] = 0)),
  ])
  const { dir, findings } = await merge([taskless, 'pick_b'])
  expect(brief(findings)).toEqual([
    'advisory TASKS_MISSING #0 meta/tasks.parquet',
    'advisory COUNT_DISAGREES #0 total_tasks',
  ])
  await expectFaithful(dir, { sources: ['pick_a', 'pick_b'] })
})

it('B32: without any text for the tasks of the rows there is nothing to merge', async () => {
  const mute = await odd('pick_a', [
    without('meta/tasks.parquet'),
    episodes(dropColumns((name) => name === 'tasks')),
  ])
  expect(await findingsOf([mute, 'pick_b'])).toContainEqual(
    expect.objectContaining({
      code: 'TASKS_MISSING',
      tier: 'blocking',
      source: 0,
      expected: 'a text for task_index 0, 1',
    }),
  )
})

it('B32: a row whose task is not listed stops the merge before it starts', async () => {
  const unlisted = await odd('pick_a', [
    data(mapColumn('task_index', (value, row) => (row === 124 ? 9n : value))),
  ])
  expect(await findingsOf(['pick_b', unlisted])).toContainEqual(
    expect.objectContaining({
      code: 'TASKS_MISSING',
      tier: 'blocking',
      source: 1,
      expected: 'a text for task_index 9',
    }),
  )
})

it('#3077: the tasks of the result are a pandas index named task', async () => {
  const { dir } = await merge(['pick_a', 'pick_c'])
  const { keyValues, columns, rows } = await readTable(join(dir, 'meta/tasks.parquet'))
  expect(JSON.parse(keyValues.get('pandas')!)).toMatchObject({
    index_columns: ['task'],
    columns: [{ name: 'task_index' }, { name: 'task', field_name: 'task', pandas_type: 'unicode' }],
  })
  expect(keyValues.has('ARROW:schema')).toBe(false)
  expect(columns).toEqual(['task_index', 'task'])
  expect(rows.map((row) => row['task_index'])).toEqual([0, 1, 2, 3])
})

it('#3077: an index without a name, as before March 2026, is read as well', async () => {
  const older = await odd('pick_a', [
    tasksFile(
      [
        [0, pick],
        [1, place],
      ],
      '__index_level_0__',
    ),
  ])
  const { dir, findings } = await merge([older, 'pick_b'])
  expect(brief(findings)).toEqual([])
  await expectFaithful(dir, { sources: ['pick_a', 'pick_b'] })
})

it('upstream: the tasks of the result are those of the sources, the first occurrence wins', async () => {
  const { dir } = await merge(['pick_c', 'pick_b', 'pick_a'])
  const [c, b, a] = await Promise.all(
    ['pick_c', 'pick_b', 'pick_a'].map(async (name) => (await readDataset(await odd(name))).tasks),
  )
  expect(await readTaskTexts(dir)).toEqual([...new Set([...c!, ...b!, ...a!])])
})

it('upstream: two sources with tasks a, b, c and c, d have four, and rows keep theirs', async () => {
  const { dir } = await merge(['language_a', 'language_b'])
  const merged = await expectFaithful(dir, { sources: ['language_a', 'language_b'] })
  expect(merged.tasks).toEqual(['a', 'b', 'c', 'd'])
  for (const [episode, index] of [0, 1, 2, 2, 3].entries()) {
    expect(new Set(merged.rowsOf(episode).map((row) => row['task_index']))).toEqual(new Set([index]))
  }
})

it('a task that is reworded becomes one with the task that has those words already', async () => {
  const renameTasks = { [pick]: place }
  const { dir } = await merge(['pick_a', 'pick_b'], { options: { renameTasks } })
  const merged = await expectFaithful(dir, { sources: ['pick_a', 'pick_b'], renameTasks })
  expect(merged.tasks).toEqual([place])
})

it('two tasks may trade their words', async () => {
  const renameTasks = { [pick]: place, [place]: pick }
  const { dir } = await merge(['pick_a', 'pick_b'], { options: { renameTasks } })
  await expectFaithful(dir, { sources: ['pick_a', 'pick_b'], renameTasks })
})

it('tasks that only episodes left out have are left out', async () => {
  const { dir } = await merge(['pick_a', 'pick_b'], { episodes: [[0, 2], []] })
  expect(await readTaskTexts(dir)).toEqual([pick])
})
