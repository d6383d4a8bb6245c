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
