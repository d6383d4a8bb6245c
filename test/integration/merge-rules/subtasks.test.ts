import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openDataset, verify } from '#engine/index.ts'
import { data, info, odd, type Oddity } from '../../support/edit-dataset.ts'
import { addColumn, mapColumn, newColumn, writeTable } from '../../support/edit-table.ts'
import { expectClose } from '../../support/expect-close.ts'
import { statsOf } from '../../support/expected-stats.ts'
import { merge, openAll } from '../../support/merge.ts'
import { files, readDataset } from '../../support/read-dataset.ts'
import { readTable } from '../../support/read-table.ts'

function subtasksFile(subtasks: readonly string[]): Oddity {
  return (dir) =>
    writeTable(join(dir, 'meta/subtasks.parquet'), {
      columns: [
        newColumn(
          'subtask_index',
          'INT64',
          subtasks.map((_, i) => BigInt(i)),
        ),
        newColumn('subtask', 'UTF8', subtasks),
      ],
      groups: [subtasks.length],
      keyValues: [{ key: 'pandas', value: '{"index_columns": ["subtask"], "columns": []}' }],
    })
}

function withSubtasks(name: string, subtasks: readonly string[]): Promise<string> {
  return odd(name, [
    info(({ features: all }) =>
      Object.assign(all as object, { subtask_index: { dtype: 'int64', shape: [1], names: null } }),
    ),
    data(addColumn('subtask_index', 'INT64', (row) => BigInt(row % subtasks.length))),
    subtasksFile(subtasks),
  ])
}

const sources = () =>
  Promise.all([withSubtasks('nocam_a', ['reach', 'grasp']), withSubtasks('nocam_b', ['lift', 'reach'])])

it('B24: subtasks are renumbered like tasks', async () => {
  const { dir } = await merge(await sources())
  expect(files(dir, 'meta/subtasks.parquet')).toHaveLength(1)
  const { rows } = await readTable(join(dir, 'meta/subtasks.parquet'))
  expect(rows.map((row) => row['subtask'])).toEqual(['reach', 'grasp', 'lift'])
  const merged = await readDataset(dir)
  expect(
    merged
      .rowsOf(2)
      .slice(0, 3)
      .map((row) => row['subtask_index']),
  ).toEqual([2, 0, 2])
})

it.each(['exact', 'bounds'] as const)(
  'statistics of subtasks are those of their new numbers, with %s',
  async (quantiles) => {
    const { dir } = await merge(await sources(), { options: { quantiles } })
    const merged = await readDataset(dir)
    const expected = statsOf(merged.rows.map((row) => [row['subtask_index'] as number]))
    for (const statistic of ['min', 'max', 'mean', 'std', 'q01', 'q50', 'q99'] as const)
      expectClose(merged.stats['subtask_index']![statistic], expected[statistic], statistic)
  },
)

it('verification names the row whose subtask is another one, or not listed', async () => {
  const own = await sources()
  const { dir } = await merge(own)
  const opened = await openAll(own)
  expect((await verify(dir, opened)).failures).toEqual([])
  const other = await odd(dir, [data(mapColumn('subtask_index', (value, row) => (row === 53 ? 2n : value)))])
  expect((await verify(other, opened)).failures).toContainEqual({
    episode: 1,
    subject: 'subtask_index',
    message: 'row 3 of episode 1 has subtask "lift", its source "grasp"',
  })
  const renamed = await odd(dir, [subtasksFile(['reach', 'lift', 'grasp'])])
  expect((await verify(renamed, opened)).failures.map(({ subject }) => subject)).toContain('subtasks')
  const shortened = await odd(dir, [subtasksFile(['reach', 'grasp'])])
  expect((await verify(shortened)).failures.map(({ subject }) => subject)).toContain('subtask_index')
})

it('a fingerprint follows the subtasks', async () => {
  const source = await withSubtasks('nocam_a', ['reach', 'grasp', 'place'])
  const before = await openDataset(source)
  await subtasksFile(['reach', 'grope', 'place'])(source)
  const after = await openDataset(source)
  expect(after.fingerprint).not.toBe(before.fingerprint)
})
