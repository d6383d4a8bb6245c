import { expect, it } from 'vitest'
import { openEpisodeList } from '#engine/index.ts'
import { episodes, odd } from '../support/edit-dataset.ts'
import { mapColumn } from '../support/edit-table.ts'

const top = 'observation.images.top'

it('lists the other episodes, and what can be said of a broken one', async () => {
  const broken = (column: string, value: unknown) =>
    episodes(mapColumn(column, (own, row) => (row === 1 ? value : own)))
  const list = await openEpisodeList(
    await odd('pick_a', [
      broken('length', -35n),
      broken('data/file_index', null),
      broken(`videos/${top}/from_timestamp`, NaN),
    ]),
  )
  const data = { chunk: 0, file: 0 }
  expect(await list.rows(0, 10)).toMatchObject([
    { index: 0, length: 40, data },
    { index: 1, length: 0, data: undefined },
    { index: 2, length: 50, data },
  ])
  expect(await list.window(1, top)).toBeUndefined()
  expect(await list.window(2, top)).toEqual({ chunk: 0, file: 0, from: 2.5 })
})

it('refuses a list in which an episode has no number', async () => {
  const list = await openEpisodeList(
    await odd('pick_a', [episodes(mapColumn('episode_index', (own, row) => (row === 1 ? null : own)))]),
  )
  await expect(list.rows(0, 10)).rejects.toMatchObject({ code: 'EPISODES_INVALID' })
})
