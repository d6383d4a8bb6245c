import { describe, expect, it } from 'vitest'
import { check, diagnose, openDataset, plan, settledBy, withoutBroken } from '#engine/index.ts'
import type { Finding } from '#shared/findings.ts'
import { mergeOptionsSchema } from '#shared/plan.ts'
import {
  bytes,
  cutOff,
  data,
  episodes,
  odd,
  oneRowGroup,
  rowsReordered,
  stats,
  tasksFile,
  without,
  withoutQuantiles,
  type Oddity,
} from '../support/edit-dataset.ts'
import { mapColumn } from '../support/edit-table.ts'
import { expectFaithful } from '../support/expect-faithful.ts'
import { errorOf, merge, openAll } from '../support/merge.ts'
import { readDataset } from '../support/read-dataset.ts'

const top = 'observation.images.top'
const options = mergeOptionsSchema.parse({})

/** Another value in one row of a column of the episode list. */
function inRow(column: string, row: number, value: (old: never) => unknown): Oddity {
  return episodes(mapColumn(column, (old, i) => (i === row ? value(old as never) : old)))
}

/** Recordings with broken episodes: what says so, and which they are. */
const broken: readonly {
  readonly name: string
  readonly of: string
  readonly code: Finding['code']
  readonly episodes: readonly number[]
  readonly oddities: readonly Oddity[]
}[] = [
  {
    name: 'a window that is too short',
    of: 'pick_a',
    code: 'WINDOW_LENGTH',
    episodes: [1],
    oddities: [inRow(`videos/${top}/to_timestamp`, 1, (to: number) => to - 0.5)],
  },
  {
    name: 'a window beyond the end of its video',
    of: 'pick_a',
    code: 'WINDOW_OVERRUN',
    episodes: [2],
    oddities: ['from', 'to'].map((end) =>
      inRow(`videos/${top}/${end}_timestamp`, 2, (at: number) => at + 60),
    ),
  },
  {
    name: 'two episodes that claim the same frames',
    of: 'pick_a',
    code: 'WINDOW_OVERLAP',
    episodes: [0, 1],
    oddities: ['from', 'to'].map((end) =>
      inRow(`videos/${top}/${end}_timestamp`, 1, (at: number) => at - 0.4),
    ),
  },
  {
    name: 'an episode of negative length',
    of: 'pick_a',
    code: 'EPISODES_INVALID',
    episodes: [1],
    oddities: [inRow('length', 1, () => -1n)],
  },
  {
    name: 'an episode without a video file',
    of: 'pick_a',
    code: 'EPISODES_INVALID',
    episodes: [2],
    oddities: [inRow(`videos/${top}/file_index`, 2, () => null)],
  },
  {
    name: 'an episode with fewer rows than it says',
    of: 'nocam_a',
    code: 'EPISODE_ROWS',
    episodes: [1],
    oddities: [inRow('length', 1, (length: bigint) => length + 3n)],
  },
  {
    name: 'two episodes of the same number',
    of: 'pick_c',
    code: 'EPISODE_INDEX',
    episodes: [1],
    oddities: [inRow('episode_index', 2, () => 1n)],
  },
  {
    name: 'a missing data file',
    of: 'sharded',
    code: 'FILE_MISSING',
    episodes: [4, 5, 6, 7],
    oddities: [without('data/chunk-000/file-001.parquet')],
  },
  {
    name: 'a video that is cut off',
    of: 'sharded',
    code: 'FILE_DAMAGED',
    episodes: [7],
    oddities: [cutOff('videos/observation.images.wrist/chunk-000/file-001.mp4', (length) => length >> 1)],
  },
  {
    name: 'rows that name an unknown task',
    of: 'pick_c',
    code: 'TASKS_MISSING',
    episodes: [1, 2],
    oddities: [tasksFile([[0, 'Fold the towel — “gently”']])],
  },
]

describe.each(broken)('$name', ({ of, code, episodes: expected, oddities }) => {
  it('is told with the episodes that are affected, and the others merge', async () => {
    const dir = await odd(of, oddities)
    const source = await openDataset(dir)
    const findings = await check([source], options)
    const blocking = findings.filter(({ tier }) => tier === 'blocking')
    const found = blocking.find((finding) => finding.code === code)
    const affected = [...new Set(blocking.flatMap((finding) => finding.episodes!))].sort((a, b) => a - b)
    expect(found).toMatchObject({ code, episodes: expected, fix: { option: '--skip-broken' } })
    expect((await errorOf(merge([dir]))).code).toBe('BLOCKED')

    const kept = withoutBroken([source], [], findings)[0]!
    expect(kept).toEqual(source.listed.filter((episode) => !affected.includes(episode)))
    const merged = await merge([dir], { episodes: [kept] })
    expect(merged.plan.recipe.sources[0]!.episodes).toEqual(kept)
    expect(merged.findings.filter(({ isLeftOut }) => isLeftOut).flatMap((own) => own.episodes)).toEqual(
      blocking.flatMap((own) => own.episodes),
    )
    await expectFaithful(merged.dir, { sources: [of], episodes: [kept] })
  })
})

it('what is wrong with the dataset as a whole cannot be left out', async () => {
  const dir = await odd('pick_a', [
    inRow(`videos/${top}/to_timestamp`, 1, (to: number) => to - 0.5),
    data(({ columns, ...table }) => ({ ...table, columns: columns.filter(({ name }) => name !== 'action') })),
  ])
  const [source] = await openAll([dir])
  const findings = await check([source!], options)
  const blocking = findings.filter(({ tier }) => tier === 'blocking')
  expect(blocking.map(({ code, episodes: own, fix }) => [code, own, fix?.option])).toEqual([
    ['WINDOW_LENGTH', [1], '--skip-broken'],
    ['COLUMN_MISSING', undefined, undefined],
  ])
  const chosen = withoutBroken([source!], [], findings)
  const after = await check([source!], options, chosen)
  expect(after.filter(({ tier }) => tier === 'blocking').map(({ code }) => code)).toEqual(['COLUMN_MISSING'])
})

it('nothing is offered to be left out when nothing would remain', async () => {
  const dir = await odd('nocam_a', [without('data/chunk-000/file-000.parquet')])
  const findings = await diagnose(await openDataset(dir))
  expect(findings[0]).toMatchObject({ code: 'FILE_MISSING', tier: 'blocking' })
  expect(findings[0]!.fix).toBeUndefined()
})

it('a broken episode that is chosen by number is named with what is wrong with it', async () => {
  const dir = await odd('pick_a', [inRow('length', 1, () => -1n)])
  const [source] = await openAll([dir])
  const error = await errorOf(plan([source!], { options, output: '/nowhere', episodes: [[0, 1]] }))
  expect(error.code).toBe('SELECTION_INVALID')
  expect(error.message).toMatch(/episode 1 .* is broken: .*length/)
})

it('one damaged file of the episode list leaves the episodes of the others', async () => {
  const { episodeFiles, listed } = await openDataset(await odd('resumed'))
  const dir = await odd('resumed', [bytes(episodeFiles[1]!.path, (file) => file.fill(0))])
  const damaged = await openDataset(dir)
  expect(damaged.findings).toContainEqual(
    expect.objectContaining({ code: 'FILE_DAMAGED', tier: 'blocking', subject: episodeFiles[1]!.path }),
  )
  expect(damaged.listed.length).toBeGreaterThan(0)
  expect(damaged.listed.length).toBeLessThan(listed.length)
})

/** What a merge settles without a guess. */
const repaired: readonly {
  readonly code: Finding['code']
  readonly of: string
  readonly oddities: readonly Oddity[]
}[] = [
  {
    code: 'LEFTOVER_FRAMES',
    of: 'pick_a',
    oddities: [data(rowsReordered([...Array(75).keys()], [40, 35])), episodes(rowsReordered([0, 1], [2]))],
  },
  {
    code: 'STATS_STALE',
    of: 'pick_a',
    oddities: [
      stats((all) => {
        all['action']!['count'] = [7]
      }),
    ],
  },
  {
    code: 'META_FILE_INDEX',
    of: 'pick_a',
    oddities: [episodes(mapColumn('meta/episodes/file_index', () => 3n))],
  },
  { code: 'ROW_GROUP_SHARED', of: 'pick_a', oddities: [data(oneRowGroup)] },
  { code: 'QUANTILES_MISSING', of: 'pick_a', oddities: [withoutQuantiles] },
  {
    code: 'WINDOW_OFF_GRID',
    of: 'pick_a',
    oddities: ['from', 'to'].map((end) =>
      episodes(mapColumn(`videos/${top}/${end}_timestamp`, (at) => (at as number) + 0.005)),
    ),
  },
]

it.each(repaired)('$code is repaired on the way, and that is told', async ({ code, of, oddities }) => {
  const dir = await odd(of, oddities)
  const merged = await merge([dir])
  const { repairs } = settledBy(merged.plan, merged.findings)
  expect(repairs).toContainEqual(expect.objectContaining({ code, tier: 'advisory', source: 0 }))
  await expectFaithful(merged.dir, { sources: [dir] })
  // The result needs none of it.
  expect((await diagnose(await openDataset(merged.dir))).map((finding) => finding.code)).not.toContain(code)
})

it('statistics that are not computed from rows are not said to be repaired', async () => {
  const dir = await odd('pick_a', [withoutQuantiles])
  const { plan: planned, findings } = await merge([dir], { options: { quantiles: 'bounds' } })
  expect(findings.map(({ code }) => code)).toContain('QUANTILES_MISSING')
  expect(settledBy(planned, findings).repairs).toEqual([])
})

it('nothing is repaired of episodes that do not come in', async () => {
  const dir = await odd('pick_a', [inRow(`videos/${top}/from_timestamp`, 2, (at: number) => at + 0.005)])
  const { plan: planned, findings } = await merge([dir], { episodes: [[0, 1]] })
  expect(settledBy(planned, findings).repairs).toEqual([])
  expect((await readDataset((await merge([dir])).dir)).episodes).toHaveLength(3)
})
