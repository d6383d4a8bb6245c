import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { JsonObject } from '#engine/dataset/python-json.ts'
import {
  data,
  episodes,
  info,
  odd,
  stats,
  without,
  withoutQuantiles,
  type Oddity,
} from '../../support/edit-dataset.ts'
import { dropColumns, mapColumn, renameColumn } from '../../support/edit-table.ts'
import { expectClose } from '../../support/expect-close.ts'
import { joinMoments, statsOf } from '../../support/expected-stats.ts'
import { fixture } from '../../support/fixtures.ts'
import { brief, findingsOf, merge } from '../../support/merge.ts'
import { flatNumbers, readDataset, type ReadDataset } from '../../support/read-dataset.ts'

const top = 'observation.images.top'
const bookkeeping = ['index', 'episode_index', 'task_index']

/** Every row of a feature as a list of its elements; arrays as many short rows, reduced over all axes but the last. */
function valuesOf(dataset: ReadDataset, feature: string): number[][] {
  const width = dataset.info.features[feature]!.shape.at(-1)!
  const numbers = dataset.rows.flatMap((row) =>
    typeof row[feature] === 'boolean' ? [Number(row[feature])] : flatNumbers(row[feature]),
  )
  return Array.from({ length: numbers.length / width }, (_, i) => numbers.slice(i * width, (i + 1) * width))
}

function expectStats(dataset: ReadDataset, feature: string): void {
  const expected = { ...statsOf(valuesOf(dataset, feature)), count: [dataset.rows.length] }
  expect(Object.keys(dataset.stats[feature]!).toSorted(), feature).toEqual(Object.keys(expected).toSorted())
  for (const [statistic, numbers] of Object.entries(expected)) {
    expectClose(dataset.stats[feature]![statistic], numbers, `${feature} ${statistic}`)
  }
}

it('B05: stats.json of index, episode_index and task_index are those of the merged rows', async () => {
  const { dir } = await merge(['sharded', 'pick_a', 'pick_c'])
  const merged = await readDataset(dir)
  for (const feature of bookkeeping) expectStats(merged, feature)
})

it('B06: a source without stats.json is noticed, and its numbers are computed', async () => {
  const statless = await odd('pick_a', [without('meta/stats.json')])
  const { dir, findings } = await merge([statless, 'pick_b'])
  expect(brief(findings)).toEqual(['advisory STATS_MISSING #0 meta/stats.json'])
  const [merged, usual] = [await readDataset(dir), await readDataset((await merge(['pick_a', 'pick_b'])).dir)]
  for (const feature of ['action', 'timestamp', ...bookkeeping])
    expect(merged.stats[feature]).toEqual(usual.stats[feature])
  for (const statistic of ['min', 'max', 'mean', 'std']) {
    // The recorder's own sums are of single precision.
    const difference = flatNumbers(merged.stats[top]![statistic]).map(
      (value, i) => value - flatNumbers(usual.stats[top]![statistic])[i]!,
    )
    expect(Math.hypot(...difference), statistic).toBeLessThan(1e-6)
  }
})

it('a source that says nothing about a camera, in neither place, is named', async () => {
  const silent = await odd('pick_a', [
    stats((all) => Reflect.deleteProperty(all, top)),
    episodes(dropColumns((name) => name.startsWith(`stats/${top}/`))),
  ])
  const { dir, findings } = await merge([silent, 'pick_b'])
  expect(brief(findings)).toContain(`advisory STATS_MISSING #0 ${top}`)
  expect(findings.filter(({ code, subject }) => code === 'STATS_MISSING' && subject === top)).toHaveLength(1)
  const [merged, other] = [await readDataset(dir), await readDataset((await merge(['pick_b'])).dir)]
  expect(merged.stats[top]!['mean']).toEqual(other.stats[top]!['mean'])
})

it('B07: a vector whose name contains "image" merges like any other', async () => {
  const name = 'observation.image_features'
  const renamed: Oddity[] = [
    data(renameColumn('action', name)),
    info((draft) => {
      const { action, ...others } = draft['features'] as Record<string, JsonObject>
      draft['features'] = { [name]: action!, ...others }
    }),
    stats((all) => {
      all[name] = all['action']!
      delete all['action']
    }),
    episodes(
      ...['min', 'max', 'mean', 'std', 'count', 'q50'].map((statistic) =>
        renameColumn(`stats/action/${statistic}`, `stats/${name}/${statistic}`),
      ),
    ),
  ]
  const { dir } = await merge([await odd('nocam_a', renamed), await odd('nocam_b', renamed)])
  expectStats(await readDataset(dir), name)
})

it.each([
  ['first', 0],
  ['second', 1],
])(
  'B08: quantiles of numbers are computed where the %s source has none, and those of pictures reported',
  async (_, at) => {
    const older = await odd('pick_a', [withoutQuantiles])
    const { dir, findings } = await merge(at === 0 ? [older, 'pick_b'] : ['pick_b', older])
    expect(brief(findings)).toEqual([
      `advisory QUANTILES_MISSING #${at} meta/stats.json`,
      `advisory QUANTILES_MISSING #${at} meta/episodes`,
    ])
    const merged = await readDataset(dir)
    for (const feature of ['action', 'observation.state', 'timestamp']) expectStats(merged, feature)
  },
)

it('B08: quantiles of pictures that stats.json lacks are taken from the episodes, or reported', async () => {
  const { dir, findings } = await merge([
    await odd('pick_a', [
      stats((all) => {
        for (const key of ['q01', 'q10', 'q50', 'q90', 'q99']) Reflect.deleteProperty(all[top]!, key)
      }),
    ]),
    'pick_b',
  ])
  const merged = await readDataset(dir)
  if (findings.some(({ code }) => code === 'QUANTILES_MISSING')) return
  expect(Object.keys(merged.stats[top]!)).toContain('q50')
})

it('B09: a recording encoded on the fly weighs by its frames, not by its pixels', async () => {
  const { dir, findings } = await merge(['streaming', 'h264_bframes_b'])
  expect(brief(findings)).toContain(`advisory STATS_PIXEL_COUNTS #0 ${top}`)
  const sources = await Promise.all(['streaming', 'h264_bframes_b'].map((name) => readDataset(fixture(name))))
  const parts = sources.map(({ stats: own, info: { total_frames } }) => ({
    mean: flatNumbers(own[top]!['mean']),
    std: flatNumbers(own[top]!['std']),
    weight: total_frames,
  }))
  const merged = (await readDataset(dir)).stats[top]!
  expectClose(merged['mean'], joinMoments(parts).mean, 'mean')
  expectClose(merged['std'], joinMoments(parts).std, 'std')
  expect(merged['count']).toEqual([39])
})

it('B10: quantiles of numbers are exact, not an envelope', async () => {
  for (const sources of [
    ['pick_a', 'pick_b', 'pick_c'],
    ['arrays_a', 'arrays_b'],
  ]) {
    const merged = await readDataset((await merge(sources)).dir)
    for (const [feature, { dtype }] of Object.entries(merged.info.features)) {
      if (dtype !== 'video') expectStats(merged, feature)
    }
  }
})

it('B36: NaN and infinity in stats.json are read, reported and written as Python does', async () => {
  const unfinished = await odd('pick_a', [
    stats((all) =>
      Object.assign(all[top]!, { mean: [[[NaN]], [[0.5]], [[0.5]]], max: [[[Infinity]], [[1]], [[1]]] }),
    ),
  ])
  const { dir, findings } = await merge([unfinished, 'pick_b'])
  expect(brief(findings)).toEqual(['advisory STATS_NOT_FINITE #0 meta/stats.json'])
  const merged = (await readDataset(dir)).stats[top]!
  expect(flatNumbers(merged['max'])).toEqual([Infinity, 1, 1])
  expect(flatNumbers(merged['mean'])[0]).toBeNaN()
  expect(await readFile(join(dir, 'meta/stats.json'), 'utf8')).toMatch(
    /\bNaN\b[^]*\bInfinity\b|\bInfinity\b[^]*\bNaN\b/,
  )
})

it('B36: NaN in the rows reaches the statistics and stays in the rows', async () => {
  const gap = await odd('nocam_a', [
    data(mapColumn('action', (value, row) => (row === 3 ? [NaN, 1, 2, 3, 4, 5] : value))),
  ])
  const merged = await readDataset((await merge([gap, 'nocam_b'])).dir)
  expect(merged.rows[3]!['action']).toEqual([NaN, 1, 2, 3, 4, 5])
  for (const statistic of ['min', 'max', 'mean', 'std', 'q50']) {
    expect(flatNumbers(merged.stats['action']![statistic]).map(Number.isNaN), statistic).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ])
  }
})

it('#3804: with bounds, a quantile up to the median is the smallest of the sources and one above the largest', async () => {
  const sources = await Promise.all(['pick_a', 'pick_b', 'pick_c'].map((name) => readDataset(fixture(name))))
  const exact = await readDataset((await merge(['pick_a', 'pick_b', 'pick_c'])).dir)
  const bounds = await readDataset(
    (await merge(['pick_a', 'pick_b', 'pick_c'], { options: { quantiles: 'bounds' } })).dir,
  )
  for (const [merged, feature] of [
    [bounds, 'action'],
    [bounds, top],
    [exact, top],
  ] as const) {
    for (const [quantile, pick] of [
      ['q01', Math.min],
      ['q50', Math.min],
      ['q90', Math.max],
    ] as const) {
      const own = sources.map((source) => flatNumbers(source.stats[feature]![quantile]))
      expect(flatNumbers(merged.stats[feature]![quantile])).toEqual(
        own[0]!.map((_, i) => pick(...own.map((values) => values[i]!))),
      )
    }
  }
})

it('upstream: mean and deviation of pictures are those of the sources, weighted by their counts', async () => {
  const names = ['pick_a', 'pick_b', 'pick_c']
  const sources = await Promise.all(names.map((name) => readDataset(fixture(name))))
  const merged = await readDataset((await merge(names)).dir)
  for (const camera of merged.cameras) {
    const parts = sources.map(({ stats: own }) => ({
      mean: flatNumbers(own[camera]!['mean']),
      std: flatNumbers(own[camera]!['std']),
      weight: flatNumbers(own[camera]!['count'])[0]!,
    }))
    expectClose(merged.stats[camera]!['mean'], joinMoments(parts).mean, `${camera} mean`)
    expectClose(merged.stats[camera]!['std'], joinMoments(parts).std, `${camera} std`)
    expect(merged.stats[camera]!['mean']).toMatchObject([
      [[expect.any(Number)]],
      [[expect.any(Number)]],
      [[expect.any(Number)]],
    ])
  }
})

it('#3697: the deviation of pictures in rows is as large as in the sources, not that of an overflow', async () => {
  const merged = await readDataset((await merge(['images_a', 'images_b'])).dir)
  for (const value of flatNumbers(merged.stats[top]!['std'])) {
    expect(value).toBeGreaterThan(0.1)
    expect(value).toBeLessThan(0.5)
  }
})

it('when episodes are left out, statistics of pictures are those of the episodes that stay', async () => {
  const source = await readDataset(fixture('pick_a'))
  const merged = await readDataset((await merge(['pick_a', 'pick_b'], { episodes: [[0, 2], []] })).dir)
  const part = (episode: number, statistic: string): number[] =>
    flatNumbers(source.episodes[episode]!.row[`stats/${top}/${statistic}`])
  const parts = [0, 2].map((episode) => ({
    mean: part(episode, 'mean'),
    std: part(episode, 'std'),
    weight: part(episode, 'count')[0]!,
  }))
  expectClose(merged.stats[top]!['mean'], joinMoments(parts).mean, 'mean')
  expectClose(merged.stats[top]!['std'], joinMoments(parts).std, 'std')
  expect(merged.stats[top]!['count']).toEqual([parts[0]!.weight + parts[1]!.weight])
})

it('stats.json that covers frames which are gone is reported, and numbers are computed from the rows', async () => {
  const stale = await odd('pick_a', [
    stats((all) => {
      for (const own of Object.values(all)) own['count'] = [500]
    }),
  ])
  expect(brief(await findingsOf([stale]))).toContain('advisory STATS_STALE #0 meta/stats.json')
  expectStats(await readDataset((await merge([stale, 'pick_b'])).dir), 'action')
})
