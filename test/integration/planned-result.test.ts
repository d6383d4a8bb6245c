import { cp, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { digestFrames } from '#engine/video/digest.ts'
import { openDataset, readProvenance, write, type Dataset } from '#engine/index.ts'
import { openFile } from '#engine/io/files.ts'
import type { OpenedEpisode } from '#main/runner/reader-protocol.ts'
import { OpenedDatasets } from '#main/runner/opened-datasets.ts'
import { createReader } from '#main/runner/requests/index.ts'
import { planId } from '#shared/model/merge.ts'
import type { SeriesName } from '#shared/model/episode.ts'
import { mergeOptionsSchema, type MergeOptions, type Trim } from '#shared/plan.ts'
import { fixture } from '../support/fixtures.ts'
import { errorCode, planOf } from '../support/merge.ts'
import { scratchDir } from '../support/scratch.ts'

const { signal } = new AbortController()

interface Draft {
  readonly sources: readonly {
    readonly name: string
    readonly episodes?: number[]
    readonly trims?: Trim[]
  }[]
  readonly options?: Partial<MergeOptions>
}

/** Plans as the merge screen does, and writes the same merge. */
async function planAndWrite({ sources, options = {} }: Draft) {
  const reader = createReader()
  const { plan } = await reader.preview(
    {
      sources: sources.map(({ name, episodes, trims }) => ({ path: fixture(name), episodes, trims })),
      options: mergeOptionsSchema.parse(options),
    },
    signal,
  )
  const episodes = sources.map((source) => source.episodes)
  const trims = sources.map((source) => source.trims)
  const planned = await planOf(
    sources.map(({ name }) => name),
    { options, episodes, trims },
  )
  await write(planned)
  return { reader, id: plan!.id, total: plan!.totals.episodes, dir: planned.output }
}

function elementsOf({ features }: OpenedEpisode): SeriesName[] {
  return features.flatMap(({ name, shape }) =>
    Array.from({ length: shape.reduce((product, size) => product * size, 1) }, (_, element) => ({
      feature: name,
      element,
    })),
  )
}

/** Pictures are read from the source: where they are differs, and nothing else. */
function withoutFiles({ cameras, ...episode }: OpenedEpisode) {
  return { ...episode, cameras: cameras.map(({ file: _, frames: __, ...camera }) => camera) }
}

async function packetsOf(dataset: Dataset, { name, file, frames }: OpenedEpisode['cameras'][0]) {
  const { track } = dataset.videoFiles.get(name)!.find(({ path }) => path === file)!
  await using source = await openFile(join(dataset.dir, file))
  return await digestFrames(source, track, frames, { signal })
}

const drafts: Record<string, Draft> = {
  'some episodes in another order, tasks renamed, small files': {
    sources: [
      { name: 'pick_c', episodes: [3, 0] },
      { name: 'pick_a' },
      { name: 'sharded', episodes: [7, 2, 3] },
    ],
    options: { renameTasks: { 'Pick the red cube': 'Pick it' }, dataMb: 0.01, videoMb: 0.02 },
  },
  'ends of episodes cut off': {
    sources: [
      { name: 'pick_a', trims: [{ episode: 1, from: 7, to: 30 }] },
      { name: 'pick_b', episodes: [1], trims: [{ episode: 1, from: 0, to: 20 }] },
    ],
  },
  'array features': { sources: [{ name: 'arrays_b' }, { name: 'arrays_a' }] },
  'pictures in data files': { sources: [{ name: 'images_b' }, { name: 'images_a', episodes: [1] }] },
}

describe.each(Object.entries(drafts))('the result before it is written: %s', (_, draft) => {
  it('is what the merge writes', async () => {
    const { reader, id, total, dir } = await planAndWrite(draft)
    const result = await openDataset(dir)
    const certificate = await readProvenance(dir)
    const { rows } = await reader.plannedEpisodes({ plan: id, from: 0, count: total }, signal)
    const listed = await reader.episodes({ path: dir, from: 0, count: total }, signal)
    expect(rows).toMatchObject(listed.rows)
    expect(rows).toHaveLength(result.episodes.length)
    for (const row of rows) {
      const { index, sourceName, sourceEpisode } = row
      expect(certificate!.episodes[index]).toMatchObject({ source: row.source, episode: sourceEpisode })
      expect(draft.sources[row.source]!.name).toBe(sourceName)

      const {
        path,
        files,
        sourceEpisode: was,
        sourceFrame,
        ...seen
      } = await reader.plannedEpisode({ plan: id, episode: index }, signal)
      const written = await reader.episode({ path: dir, episode: index }, signal)
      expect(withoutFiles(seen)).toEqual(withoutFiles(written))
      expect([path, was]).toEqual([fixture(sourceName), sourceEpisode])
      const trims = draft.sources[row.source]!.trims ?? []
      const { from } = trims.find(({ episode }) => episode === sourceEpisode) ?? { from: 0 }
      // Every other frame is a key frame, and a trimmed episode begins with one.
      expect(sourceFrame).toBe(from - (from % 2))

      const series = elementsOf(written)
      const wanted = { episode: index, series, from: 0, count: row.length }
      const [before, after] = await Promise.all([
        reader.plannedValues({ plan: id, ...wanted }, signal),
        reader.values({ path: dir, ...wanted }, signal),
      ])
      expect(before).toEqual(after)
      const source = await openDataset(path)
      for (const [i, camera] of seen.cameras.entries()) {
        if (camera.kind !== 'video') continue
        const packets = await packetsOf(source, camera)
        expect(packets).toBe(certificate!.episodes[index]!.frames[camera.name])
        expect(packets).toBe(await packetsOf(result, written.cameras[i]!))
      }
      const videos = written.cameras.filter(({ kind }) => kind === 'video')
      expect(files).toEqual([
        { camera: undefined, path: row.file, window: windowOfRows(result, index) },
        ...videos.map(({ name, file, frames }) => ({ camera: name, path: file, window: frames })),
      ])
    }
  })
})

function windowOfRows({ episodes }: Dataset, index: number) {
  const start = episodes.slice(0, index).reduce((sum, { record }) => sum + record.length, 0)
  return { start, end: start + episodes[index]!.record.length }
}

describe('a plan that is looked at', () => {
  const draft = (...paths: string[]) => ({
    sources: paths.map((path) => ({ path })),
    options: mergeOptionsSchema.parse({}),
  })

  it('is not made again, whatever the result is called and however much of it is read', async () => {
    const datasets = new OpenedDatasets()
    const reader = createReader(datasets)
    const sources = draft(fixture('pick_a'), fixture('pick_b'))
    const [first, second] = [
      await reader.preview(sources, signal),
      await reader.preview({ ...sources, output: '/nowhere/else' }, signal),
    ]
    expect(second.plan!.id).toBe(first.plan!.id)
    for (const episode of [0, 4, 2]) await reader.plannedEpisode({ plan: first.plan!.id, episode }, signal)
    expect(datasets.opened).toBe(2)
    const other = await reader.preview(draft(fixture('pick_b'), fixture('pick_a')), signal)
    expect(other.plan!.id).not.toBe(first.plan!.id)
    // The earlier one is still there: two windows may look at one each.
    const page = { from: 0, count: 1 }
    const [row] = (await reader.plannedEpisodes({ plan: first.plan!.id, ...page }, signal)).rows
    expect(row).toMatchObject({ sourceName: 'pick_a', index: 0 })
    await reader.preview(draft(fixture('pick_c')), signal)
    expect(await errorCode(reader.plannedEpisodes({ plan: first.plan!.id, ...page }, signal))).toBe(
      'PLAN_UNKNOWN',
    )
  })

  it('refuses what it does not have, and sources that changed since', async () => {
    const reader = createReader()
    const dir = join(await scratchDir(), 'a')
    await cp(fixture('pick_a'), dir, { recursive: true })
    const { plan } = await reader.preview(draft(dir, fixture('pick_b')), signal)
    const ask = (episode: number) => reader.plannedEpisode({ plan: plan!.id, episode }, signal)
    expect(await errorCode(ask(5))).toBe('EPISODE_UNKNOWN')
    expect((await ask(0)).sourceEpisode).toBe(0)
    await utimes(join(dir, 'data/chunk-000/file-000.parquet'), 1, 1)
    expect(await errorCode(ask(0))).toBe('SOURCE_CHANGED')
    expect((await ask(3)).sourceEpisode).toBe(0)
    // Planned again: it is the same plan, of files that are looked at anew.
    const again = await reader.preview(draft(dir, fixture('pick_b')), signal)
    expect(again.plan!.id).toBe(plan!.id)
    expect((await ask(0)).sourceEpisode).toBe(0)
    const unknown = planId.parse('0'.repeat(64))
    expect(await errorCode(reader.plannedEpisode({ plan: unknown, episode: 0 }, signal))).toBe('PLAN_UNKNOWN')
  })

  it('is read in pages', async () => {
    const reader = createReader()
    const { plan } = await reader.preview(
      draft(...Array.from({ length: 125 }, () => fixture('sharded'))),
      signal,
    )
    const page = await reader.plannedEpisodes({ plan: plan!.id, from: 990, count: 200 }, signal)
    expect(page).toMatchObject({ total: 1000, from: 990 })
    expect(page.rows.map(({ index }) => index)).toEqual(Array.from({ length: 10 }, (_, i) => 990 + i))
    expect(page.rows.at(-1)).toMatchObject({ sourceName: 'sharded', source: 124, sourceEpisode: 7 })
    const last = await reader.plannedEpisode({ plan: plan!.id, episode: 999 }, signal)
    expect(last).toMatchObject({ episode: 999, sourceEpisode: 7, length: 30 })
    expect(last.files[0]!.window).toEqual({ start: 999 * 30, end: 1000 * 30 })
  })
})
