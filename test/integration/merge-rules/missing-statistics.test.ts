import { expect, it } from 'vitest'
import { preflight, verify } from '#engine/index.ts'
import type { Finding } from '#shared/findings.ts'
import {
  bareEpisodeList,
  data,
  episodes,
  info,
  odd,
  stats,
  type Draft,
  type Oddity,
} from '../../support/edit-dataset.ts'
import { addColumn, dropColumns, mapColumn } from '../../support/edit-table.ts'
import { merge, openAll, planOf, type MergeRequest } from '../../support/merge.ts'
import { flatNumbers, readDataset } from '../../support/read-dataset.ts'

const cameras = ['observation.images.top', 'observation.images.wrist']
const [top] = cameras

/** As upstream's image-to-video converter leaves it. */
const withoutPictureStats: Oddity = stats((all) => {
  for (const camera of cameras) Reflect.deleteProperty(all, camera)
})
const withoutListedPictureStats: Oddity = episodes(
  dropColumns((name) => cameras.some((camera) => name.startsWith(`stats/${camera}/`))),
)

/** Merges, proves the result again with and without its sources, and gives what stats.json has. */
async function statisticsOf(sources: readonly string[], request?: MergeRequest) {
  const { dir, report, findings } = await merge(sources, request)
  expect(report.verification?.failures).toEqual([])
  expect((await verify(dir, await openAll(sources))).failures).toEqual([])
  expect((await verify(dir)).failures).toEqual([])
  return { stats: (await readDataset(dir)).stats, findings }
}

/** The features that a source is said to be left out of. */
function leftOut(findings: readonly Finding[], source: number): string[] {
  return findings.flatMap((finding) =>
    finding.code === 'STATS_MISSING' && finding.source === source && finding.subject !== 'meta/stats.json'
      ? [finding.subject!]
      : [],
  )
}

it('B14: cameras of which no source says anything have no statistics in the result', async () => {
  const converted = await odd('pick_a', [bareEpisodeList, withoutPictureStats])
  const { stats: merged, findings } = await statisticsOf([converted, converted])
  expect(leftOut(findings, 0)).toEqual(cameras)
  expect(Object.keys(merged)).not.toContain(top)
  expect(merged['action']).toBeDefined()
})

it('chosen episodes whose list says nothing of a camera have none of it, and a finding says so', async () => {
  const unlisted = await odd('pick_a', [withoutListedPictureStats])
  expect(leftOut((await statisticsOf([unlisted])).findings, 0)).toEqual([])
  const { stats: merged, findings } = await statisticsOf([unlisted], { episodes: [[0, 2]] })
  expect(leftOut(findings, 0)).toEqual(cameras)
  expect(Object.keys(merged)).not.toContain(top)
  const beside = await statisticsOf([unlisted, 'pick_b'], { episodes: [[0, 2], undefined] })
  expect(leftOut(beside.findings, 0)).toEqual(cameras)
  expect(beside.stats[top!]!['mean']).toEqual((await statisticsOf(['pick_b'])).stats[top!]!['mean'])
})

it('so have trimmed ones, and the preflight says so', async () => {
  const unlisted = await odd('pick_a', [withoutListedPictureStats])
  const request = { trims: [[{ episode: 0, from: 0, to: 20 }]] }
  const { stats: merged } = await statisticsOf([unlisted], request)
  expect(Object.keys(merged)).not.toContain(top)
  const plan = await planOf([unlisted], request)
  expect(leftOut(await preflight(plan, { sources: await openAll([unlisted]) }), 0)).toEqual(cameras)
})

it('chosen episodes count by the statistics that have the shape of the camera', async () => {
  const flatPictures = (isFlat: (row: number) => boolean): Oddity =>
    episodes(
      ...['min', 'max', 'mean', 'std', 'q01', 'q10', 'q50', 'q90', 'q99'].map((statistic) =>
        mapColumn(`stats/${top!}/${statistic}`, (own, row) => (isFlat(row) ? [[[0.5]], [[0.5]]] : own)),
      ),
    )
  const none = await odd('pick_a', [flatPictures(() => true)])
  expect((await statisticsOf([none], { episodes: [[0, 2]] })).stats[top!]).toBeUndefined()
  const some = await odd('pick_a', [flatPictures((row) => row === 0)])
  const { stats: merged } = await statisticsOf([some], { episodes: [[0, 2]] })
  const { stats: third } = await statisticsOf(['pick_a'], { episodes: [[2]] })
  expect(flatNumbers(merged[top!]!['mean'])).toEqual(flatNumbers(third[top!]!['mean']))
})

it('numbers of which no source says anything have none with bounds', async () => {
  const silent = await odd('nocam_a', [
    stats((all) => Reflect.deleteProperty(all, 'action')),
    episodes(dropColumns((name) => name.startsWith('stats/action/'))),
  ])
  const { stats: merged, findings } = await statisticsOf([silent], { options: { quantiles: 'bounds' } })
  expect(leftOut(findings, 0)).toEqual(['action'])
  expect(Object.keys(merged)).not.toContain('action')
})

it('texts of whatever type have no statistics, and nothing is said of it', async () => {
  const annotated = await odd('nocam_a', [
    data(addColumn('note', 'UTF8', (row) => `note ${row}`)),
    info(({ features }) => {
      const own = features as Draft
      own['note'] = { dtype: 'large_string', shape: [1], names: null }
    }),
  ])
  expect((await statisticsOf([annotated])).findings.filter(({ code }) => code === 'STATS_MISSING')).toEqual(
    [],
  )
})
