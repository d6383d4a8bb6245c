import { expect, it } from 'vitest'
import { columnsReversed, data, info, odd, withoutMetadata, type Draft } from '../../support/edit-dataset.ts'
import { addColumn } from '../../support/edit-table.ts'
import { expectFaithful } from '../../support/expect-faithful.ts'
import { merge } from '../../support/merge.ts'

it('columns may stand in another order', async () => {
  const reversed = await odd('pick_b', [data(columnsReversed)])
  for (const sources of [
    [reversed, 'pick_a'],
    ['pick_a', reversed],
    ['pick_a', reversed, 'pick_c'],
  ]) {
    const { dir } = await merge(sources)
    await expectFaithful(dir, { sources: sources.map((source) => (source === reversed ? 'pick_b' : source)) })
  }
})

it('no metadata at all is enough to go by', async () => {
  const bare = await odd('pick_b', [data(withoutMetadata)])
  const { dir } = await merge([bare, bare])
  await expectFaithful(dir, { sources: ['pick_b', 'pick_b'] })
})

it('text and integer features merge like any other, text without statistics', async () => {
  const withNotes = (name: string) =>
    odd(name, [
      info(({ features: all }) =>
        Object.assign(all as Draft, {
          note: { dtype: 'string', shape: [1], names: null },
          'next.count': { dtype: 'int64', shape: [1], names: null },
        }),
      ),
      data(
        addColumn('note', 'UTF8', (row) => (row % 3 === 0 ? '' : `Zeile ${row} „ok“`)),
        addColumn('next.count', 'INT64', (row) => BigInt(row) - 20n),
      ),
    ])
  const sources = [await withNotes('nocam_a'), await withNotes('nocam_b')]
  const merged = await expectFaithful((await merge(sources)).dir, { sources })
  expect(merged.stats['next.count']).toMatchObject({ min: [-20], max: [89], count: [180] })
  expect(merged.stats['note']).toBeUndefined()
})

it('numbers that Parquet stores as other bits count as what they mean', async () => {
  const tick = (row: number) => 2 ** 32 - 1000 + row
  const grip = (row: number) => (row % 4) / 8 - 0.5
  const withTicks = (name: string) =>
    odd(name, [
      info(({ features: all }) =>
        Object.assign(all as Draft, {
          tick: { dtype: 'uint32', shape: [1], names: null },
          grip: { dtype: 'float16', shape: [1], names: null },
        }),
      ),
      data(
        addColumn('tick', 'UINT_32', (row) => tick(row)),
        addColumn('grip', 'FLOAT16', (row) => grip(row)),
      ),
    ])
  const source = await withTicks('nocam_a')
  const merged = await expectFaithful((await merge([source, source])).dir, { sources: [source, source] })
  const rows = merged.info.total_frames / 2
  expect(merged.stats['tick']).toMatchObject({ min: [tick(0)], max: [tick(rows - 1)], count: [2 * rows] })
  expect(merged.stats['grip']).toMatchObject({ min: [-0.5], max: [-0.125] })
})
