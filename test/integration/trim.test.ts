import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openDataset, parsePythonJson, preflight, readProvenance, verify, write } from '#engine/index.ts'
import { mergePlanSchema, type Trim } from '#shared/plan.ts'
import { data, episodes, odd, tasksFile } from '../support/edit-dataset.ts'
import { mapColumn } from '../support/edit-table.ts'
import { expectFaithful } from '../support/expect-faithful.ts'
import { statsOf } from '../support/expected-stats.ts'
import { errorOf, merge, openAll, planOf } from '../support/merge.ts'
import { flatNumbers, readDataset } from '../support/read-dataset.ts'
import { treeDigests } from '../support/tree.ts'

const trims: Trim[] = [
  { episode: 0, from: 0, to: 20 },
  { episode: 1, from: 6, to: 25 },
]

describe('a trimmed episode', () => {
  it('keeps those rows and packets, and counts its frames from the first', async () => {
    const sources = ['pick_a', 'pick_b']
    const { dir, report } = await merge(sources, { trims: [trims] })
    await expectFaithful(dir, { sources, trims: [trims] })
    expect(report.verification?.failures).toEqual([])
    expect((await readProvenance(dir))?.episodes[1]).toMatchObject({ episode: 1, trim: { from: 6, to: 25 } })
    const again = await verify(dir, await openAll(sources))
    expect(again).toMatchObject({ failures: [], against: 'sources' })
    expect(await verify(dir)).toMatchObject({ failures: [], against: 'certificate' })
  })

  it.each(['nocam_a', 'images_a', 'arrays_a', 'sharded', 'h264'])('is right in %s', async (source) => {
    const own = [{ episode: 0, from: 4, to: 9 }]
    const { dir } = await merge([source], { trims: [own] })
    await expectFaithful(dir, { sources: [source], trims: [own] })
  })

  it('has the statistics of what is kept', async () => {
    const { dir } = await merge(['pick_a'], { trims: [trims] })
    const merged = await readDataset(dir)
    for (const episode of [0, 1]) {
      for (const feature of ['action', 'observation.state', 'timestamp', 'frame_index', 'index']) {
        const rows = merged.rowsOf(episode).map((row) => flatNumbers(row[feature]))
        const expected = statsOf(rows)
        for (const [statistic, want] of Object.entries(expected)) {
          const own = flatNumbers(merged.episodes[episode]!.row[`stats/${feature}/${statistic}`])
          own.forEach((value, i) => {
            expect(value, `${statistic} of ${feature}`).toBeCloseTo((want as number[])[i]!, 5)
          })
        }
      }
    }
  })

  it('counts in stats.json only with what is kept, also by the bounds of its episodes', async () => {
    for (const quantiles of ['exact', 'bounds'] as const) {
      const { dir } = await merge(['pick_a'], { trims: [trims], options: { quantiles } })
      const merged = await readDataset(dir)
      const stats = parsePythonJson(
        await readFile(join(dir, 'meta/stats.json'), 'utf8'),
        dir,
      ) as unknown as Stats
      const want = statsOf(merged.rows.map((row) => flatNumbers(row['action'])))
      for (const statistic of ['min', 'max', 'mean', 'std', 'count'] as const) {
        stats['action']![statistic]!.forEach((value, i) => {
          expect(value, statistic).toBeCloseTo(want[statistic][i]!, 4)
        })
      }
    }
  })

  it('begins earlier where pictures cannot be cut, and the findings say so', async () => {
    const wanted = [{ episode: 1, from: 5, to: 25 }]
    const planned = await planOf(['pick_a'], { trims: [wanted] })
    expect(planned.episodes[1]).toMatchObject({ length: 21, trim: { from: 4, to: 25 } })
    expect(planned.recipe.sources[0]?.trims).toEqual(wanted)
    expect(await preflight(planned)).toMatchObject([
      { code: 'TRIM_WIDENED', tier: 'advisory', expected: 'frames 5 to 24', actual: 'frames 4 to 24' },
    ])
  })

  it('ends later where B-frames tie frames together', async () => {
    const sources = ['h264_bframes_a']
    const [whole] = (await planOf(sources)).episodes
    for (let to = 1; to < whole!.length; to++) {
      const planned = await planOf(sources, { trims: [[{ episode: 0, from: 0, to }]] })
      expect(planned.episodes[0]!.length).toBeGreaterThanOrEqual(to)
    }
    const { dir, plan } = await merge(sources, { trims: [[{ episode: 0, from: 1, to: 6 }]] })
    const { trim = { from: 0, to: whole!.length } } = plan.episodes[0]!
    await expectFaithful(dir, { sources, trims: [[{ episode: 0, ...trim }]] })
  })

  it('is the whole episode when all of it is wanted', async () => {
    const [whole] = (await planOf(['pick_a'])).episodes
    const planned = await planOf(['pick_a'], { trims: [[{ episode: 0, from: 0, to: whole!.length }]] })
    expect(planned.episodes[0]).toEqual(whole)
  })

  it('comes from a plan that was written down, and again to the same bytes', async () => {
    const first = await merge(['pick_a', 'pick_c'], { trims: [trims, undefined] })
    const other = await merge(['pick_a', 'pick_c'], { trims: [trims, undefined] })
    expect(await treeDigests(other.dir)).toEqual(await treeDigests(first.dir))
    const read = mergePlanSchema.parse(JSON.parse(JSON.stringify(first.plan)))
    const output = `${first.dir}-replayed`
    await write({ ...read, output })
    expect(await treeDigests(output)).toEqual(await treeDigests(first.dir))
  })

  it.each([
    ['the second', { episode: 0, from: 20, to: 40 }, ['Place it in the bin']],
    ['the first', { episode: 0, from: 0, to: 10 }, ['Pick the red cube']],
    ['both', { episode: 0, from: 10, to: 30 }, ['Pick the red cube', 'Place it in the bin']],
  ])('of which rows of %s task are left has the tasks of these', async (_, trim, tasks) => {
    const listed = ['Pick the red cube', 'Place it in the bin']
    const source = await odd('nocam_a', [
      tasksFile(listed.map((text, index) => [index, text])),
      data(mapColumn('task_index', (_value, row) => (row >= 20 && row < 50 ? 1n : 0n))),
      episodes(mapColumn('tasks', (own, row) => (row === 0 ? listed : own))),
    ])
    const { dir, report } = await merge([source], { episodes: [[0]], trims: [[trim]] })
    expect(report.verification?.failures).toEqual([])
    const merged = await readDataset(dir)
    expect(merged.episodes[0]!.row['tasks']).toEqual(tasks)
    expect(merged.tasks).toEqual(tasks)
    expect(new Set(merged.rows.map((row) => merged.tasks[Number(row['task_index'])]))).toEqual(new Set(tasks))
    const whole = await merge([source], { trims: [[trim]] })
    expect((await readDataset(whole.dir)).tasks).toHaveLength(new Set([...tasks, listed[0]]).size)
  })

  it('can be merged again', async () => {
    const { dir } = await merge(['pick_a'], { trims: [trims] })
    expect((await openDataset(dir)).findings).toEqual([])
    await expectFaithful((await merge([dir, 'pick_b'])).dir, { sources: [dir, 'pick_b'] })
  })

  it.each([
    ['nothing', [{ episode: 0, from: 3, to: 3 }], 'cannot be cut to frames'],
    ['more than there is', [{ episode: 0, from: 3, to: 1000 }], 'cannot be cut to frames'],
    ['an episode that is not there', [{ episode: 77, from: 0, to: 2 }], 'trimmed and is not taken'],
    ['the same episode twice', [trims[0]!, trims[0]!], 'trimmed twice'],
  ])('is refused for %s', async (_, wanted, message) => {
    const error = await errorOf(planOf(['pick_a'], { trims: [wanted] }))
    expect(error).toMatchObject({ code: 'SELECTION_INVALID' })
    expect(error.message).toContain(message)
  })

  it('keeps its beginning where annotations hold times', async () => {
    const error = await errorOf(planOf(['language_a'], { trims: [[{ episode: 0, from: 2, to: 4 }]] }))
    expect(error).toMatchObject({ code: 'SELECTION_INVALID' })
    const end = [{ episode: 0, from: 0, to: 3 }]
    const { dir } = await merge(['language_a'], { trims: [end] })
    await expectFaithful(dir, { sources: ['language_a'], trims: [end] })
  })
})

type Stats = Record<string, Record<string, number[]>>
