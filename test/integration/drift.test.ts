import { cp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { datasetDigests, openDataset } from '#engine/index.ts'
import type { SourceDrift } from '#shared/model/history.ts'
import type { MergeOptions } from '#shared/plan.ts'
import { driftOf, driftText } from '#main/services/again/drift.ts'
import type { StoredSource } from '#main/services/history/records.ts'
import { data, features, info, odd, stats, type Oddity } from '../support/edit-dataset.ts'
import { mapColumn } from '../support/edit-table.ts'
import { fixture } from '../support/fixtures.ts'
import { merge } from '../support/merge.ts'
import { scratchDir } from '../support/scratch.ts'

/** What the history keeps of a dataset as it is now. */
async function stored(dir: string): Promise<StoredSource> {
  // As it comes back from the database.
  const digests = JSON.parse(
    JSON.stringify(datasetDigests(await openDataset(dir))),
  ) as StoredSource['digests']
  const { fingerprint, episodes } = digests!
  return { path: dir, name: 'x', fingerprint, episodesTotal: episodes.length, episodes: undefined, digests }
}

async function drift(then: string, now: string): Promise<SourceDrift> {
  return driftOf(await stored(then), datasetDigests(await openDataset(now)))
}

/** How `pick_a` stands once something was done to it. */
async function after(...oddities: Oddity[]): Promise<SourceDrift> {
  return drift(fixture('pick_a'), await odd('pick_a', oddities))
}

it('a dataset is unchanged wherever it was copied to', async () => {
  expect(await after()).toEqual({ kind: 'unchanged' })
})

describe('a dataset that episodes were added to', () => {
  it.each<[string, Partial<MergeOptions>]>([
    ['in files of their own', { dataMb: 1e-6, videoMb: 1e-6 }],
    ['at the end of its files', {}],
  ])('%s', async (_, options) => {
    const { dir: then } = await merge(['pick_a'], { options })
    const { dir: now } = await merge(['pick_a', 'pick_b'], { options })
    const grown = await drift(then, now)
    expect(grown).toEqual({ kind: 'grown', episodesAdded: 2 })
    expect(driftText(grown)).toBe('2 episodes added')
  })
})

describe('a dataset that changed says what changed', () => {
  it('episodes were recorded anew', async () => {
    const { dir: then } = await merge(['pick_a', 'pick_b'])
    const { dir: now } = await merge(['pick_a', 'pick_c'], { episodes: [undefined, [0, 1]] })
    expect(await drift(then, now)).toEqual({
      kind: 'changed',
      what: 'episodes 3, 4 of 5 are not what they were',
    })
  })

  it('episodes are fewer, or others and more', async () => {
    const { dir: then } = await merge(['pick_a', 'pick_b'])
    const { dir: fewer } = await merge(['pick_a'])
    expect(await drift(then, fewer)).toEqual({ kind: 'changed', what: '2 episodes fewer' })
    const { dir: others } = await merge(['pick_a', 'pick_c'])
    expect(await drift(then, others)).toEqual({
      kind: 'changed',
      what: 'episodes 3, 4 of 5 are not what they were, 2 episodes more',
    })
  })

  it('values of one episode were edited, its length and pictures were not', async () => {
    const edited = data(
      mapColumn('observation.state', (value, row) =>
        row === 0 ? (value as number[]).map((one) => one + 1) : value,
      ),
    )
    const { kind, what } = (await after(edited)) as Extract<SourceDrift, { kind: 'changed' }>
    expect(kind).toBe('changed')
    expect(what).toMatch(/episodes? 0.* of 3 are not what they were/)
  })

  it.each<[string, Oddity, RegExp]>([
    ['the frame rate', info((draft) => (draft['fps'] = 60)), /30 fps became 60/],
    ['the robot', info((draft) => (draft['robot_type'] = 'other')), /robot so101_follower became other/],
    [
      'a feature',
      features(
        (name) => name === 'action',
        (feature) => (feature['names'] = ['a', 'b', 'c', 'd', 'e', 'f']),
      ),
      /features are others/,
    ],
    [
      'statistics only',
      stats((all) => (all['action']!['min'] = [0, 0, 0, 0, 0, 0])),
      /look the same, but its statistics/,
    ],
  ])('%s', async (_, oddity, what) => {
    const changed = await after(oddity)
    expect(changed.kind).toBe('changed')
    expect(driftText(changed)).toMatch(what)
  })

  it('or at least that it is not the same, when nothing more was kept of it', async () => {
    const then = { ...(await stored(fixture('pick_a'))), digests: undefined }
    const now = datasetDigests(await openDataset(fixture('pick_b')))
    expect(driftOf(then, now)).toEqual({ kind: 'changed', what: 'it is not what it was' })
  })
})

it('an episode keeps its digest whatever the video file around it becomes, and loses it with a packet', async () => {
  const dir = join(await scratchDir(), 'copy')
  await cp(fixture('pick_a'), dir, { recursive: true })
  const before = datasetDigests(await openDataset(dir)).episodes
  const video = join(dir, 'videos/observation.images.top/chunk-000/file-000.mp4')
  // A box that readers skip, at the end.
  await writeFile(video, Buffer.concat([await readFile(video), Buffer.from('\0\0\0\x10freepadding!')]))
  expect(datasetDigests(await openDataset(dir)).episodes).toEqual(before)
  await rename(video, `${video}.away`)
  await cp(join(fixture('pick_b'), 'videos/observation.images.top/chunk-000/file-000.mp4'), video)
  await rm(`${video}.away`)
  const other = datasetDigests(await openDataset(dir)).episodes
  expect(other.filter((digest) => before.includes(digest))).toEqual([])
})
