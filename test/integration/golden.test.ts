import { expect, describe, it, beforeAll } from 'vitest'
import { expectClose } from '../support/expect-close.ts'
import { expectFaithful } from '../support/expect-faithful.ts'
import { golden } from '../support/fixtures.ts'
import { merge } from '../support/merge.ts'
import { files, flatNumbers, readDataset, type ReadDataset } from '../support/read-dataset.ts'
import type { Row } from '../support/read-table.ts'

const bookkeeping = ['index', 'episode_index', 'task_index']

describe.each([
  { name: 'pick_abc', sources: ['pick_a', 'pick_b', 'pick_c'], options: {} },
  { name: 'images_ab', sources: ['images_a', 'images_b'], options: {} },
  { name: 'nocam_ab', sources: ['nocam_a', 'nocam_b'], options: {} },
  { name: 'sharded_pick', sources: ['sharded', 'pick_a', 'sharded'], options: { dataMb: 1, videoMb: 1 } },
])('$name agrees with the reference merger', ({ name, sources, options }) => {
  let ours: ReadDataset
  let theirs: ReadDataset

  beforeAll(async () => {
    ours = await readDataset((await merge(sources, { options })).dir)
    theirs = await readDataset(golden(name))
  })

  it('on info.json', () => {
    expect(ours.info).toEqual(theirs.info)
    expect(Object.keys(ours.info.features)).toEqual(Object.keys(theirs.info.features))
  })

  it('on the tasks and their order', () => {
    expect(ours.tasks).toEqual(theirs.tasks)
  })

  it('on the files', () => {
    for (const pattern of [
      'data/*/*',
      'videos/*/*/*',
      'meta/episodes/*/*',
      'meta/{info,stats}.json',
      'meta/tasks.parquet',
    ]) {
      expect(files(ours.dir, pattern), pattern).toEqual(files(theirs.dir, pattern))
    }
    for (const [path, { groups }] of theirs.data) expect(ours.data.get(path)!.groups).toEqual(groups)
  })

  it('on what the episode list says about places and lengths', () => {
    const places = ({ row }: { readonly row: Row }) =>
      Object.fromEntries(
        Object.entries(row).filter(
          ([column]) => !column.startsWith('stats/') && !column.endsWith('_timestamp'),
        ),
      )
    expect(ours.episodes.map(places)).toEqual(theirs.episodes.map(places))
    expect(ours.episodes.map(({ metaFile }) => metaFile)).toEqual(
      theirs.episodes.map(({ metaFile }) => metaFile),
    )
  })

  it('on windows, but for the rounding errors of its running sums', () => {
    for (const [episode, { row }] of theirs.episodes.entries()) {
      for (const [column, value] of Object.entries(row)) {
        if (column.endsWith('_timestamp'))
          expectClose(ours.episodes[episode]!.row[column], value, `${column} of episode ${episode}`)
      }
    }
  })

  it('on the statistics of every episode', () => {
    for (const [episode, { row }] of theirs.episodes.entries()) {
      const own = ours.episodes[episode]!.row
      expect(Object.keys(own).toSorted()).toEqual(Object.keys(row).toSorted())
      for (const [column, value] of Object.entries(row)) {
        if (!column.startsWith('stats/')) continue
        // It takes the quantiles of task_index from a list, the recorder from a histogram: apart by the histogram's bin.
        if (column.startsWith('stats/task_index/q'))
          expect(flatNumbers(own[column])[0]).toBeCloseTo(flatNumbers(value)[0]!, 6)
        else expectClose(own[column], value, `${column} of episode ${episode}`)
      }
    }
  })

  it('on every value of every row', () => {
    expect(ours.rows).toEqual(theirs.rows)
  })

  it('on mean, deviation, extremes and count of every feature that it does not leave unshifted', () => {
    for (const [feature, theirStats] of Object.entries(theirs.stats)) {
      if (bookkeeping.includes(feature)) continue
      expect(ours.stats[feature]!['count'], feature).toEqual(theirStats['count'])
      for (const statistic of ['min', 'max', 'mean', 'std']) {
        const other = flatNumbers(theirStats[statistic])
        // The recorder saw times before they were rounded to single precision, and sums in that precision.
        const off = flatNumbers(ours.stats[feature]![statistic]).map(
          (value, i) => Math.abs(value - other[i]!) / Math.max(1, Math.abs(other[i]!)),
        )
        expect(off, `${feature} ${statistic}`).toHaveLength(other.length)
        expect(Math.max(...off), `${feature} ${statistic}`).toBeLessThan(1e-5)
      }
    }
  })

  it('on all statistics of cameras, quantiles included', () => {
    const pictures = Object.entries(ours.info.features).flatMap(([feature, { dtype }]) =>
      dtype === 'video' || dtype === 'image' ? [feature] : [],
    )
    for (const feature of pictures) {
      expect(Object.keys(ours.stats[feature]!).toSorted()).toEqual(
        Object.keys(theirs.stats[feature]!).toSorted(),
      )
      for (const [statistic, value] of Object.entries(theirs.stats[feature]!))
        expectClose(ours.stats[feature]![statistic], value, `${feature} ${statistic}`)
    }
  })

  it('on the packets of every episode', async () => {
    for (const episode of theirs.episodes.keys()) {
      for (const camera of theirs.cameras) {
        const digests = async (dataset: ReadDataset) =>
          (await dataset.packetsOf(episode, camera)).map(({ digest }) => digest)
        expect(await digests(ours), `${camera} of episode ${episode}`).toEqual(await digests(theirs))
      }
    }
  })

  it('and is right where it is wrong', async () => {
    await expectFaithful(ours.dir, { sources })
    expect(ours.stats['index']!['max']).toEqual([theirs.rows.length - 1])
    expect(theirs.stats['index']!['max']).not.toEqual([theirs.rows.length - 1])
    expect([...theirs.data.values()][0]!.keyValues.has('huggingface')).toBe(name === 'images_ab')
    expect([...ours.data.values()][0]!.keyValues.has('huggingface')).toBe(true)
  })
})
