import { cp, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { forkNode } from '#main/http/node-host.ts'
import { OpenedDatasets } from '#main/runner/opened-datasets.ts'
import { createReader } from '#main/runner/requests/index.ts'
import { mergeOptionsSchema } from '#shared/plan.ts'
import { fixture } from '../support/fixtures.ts'
import { scratchDir } from '../support/scratch.ts'
import type { RunnerProcess } from '#main/services/host.ts'
import { Reader } from '#main/services/reader.ts'

function start(options: { idleMs?: number } = {}): { reader: Reader; processes: RunnerProcess[] } {
  const processes: RunnerProcess[] = []
  const reader = new Reader(
    {
      fork: (entry) => {
        const child = forkNode(entry)
        processes.push(child)
        return child
      },
    },
    options,
  )
  onTestFinished(() => {
    reader.close()
  })
  return { reader, processes }
}

describe('the reading process', () => {
  it('answers many at once, each its own, and errors with their code', async () => {
    const { reader, processes } = start()
    const [a, b, missing] = await Promise.allSettled([
      reader.request('open', { path: fixture('pick_a') }),
      reader.request('episodes', { path: fixture('pick_b'), from: 1, count: 5 }),
      reader.request('open', { path: '/nowhere' }),
    ])
    expect(a).toMatchObject({ value: { scanned: { facts: { fps: 30 } }, findings: [] } })
    expect(b).toMatchObject({
      value: { total: 2, from: 1, rows: [{ index: 1, file: 'data/chunk-000/file-000.parquet' }] },
    })
    expect(missing).toMatchObject({ reason: { code: 'NOT_A_DATASET' } })
    expect(processes).toHaveLength(1)
  })

  it('tells a crash, and starts again with the next request', async () => {
    const { reader, processes } = start()
    await reader.request('picture', { path: fixture('pick_a'), episode: 0 })
    const asked = reader.request('open', { path: fixture('pick_a') })
    processes[0]!.kill()
    await expect(asked).rejects.toMatchObject({ code: 'READER_CRASHED' })
    await expect(reader.request('open', { path: fixture('pick_a') })).resolves.toMatchObject({ findings: [] })
    expect(processes).toHaveLength(2)
  })

  it('opens no episode of a dataset whose template leads out of it', async () => {
    const { reader } = start()
    const dataset = join(await scratchDir(), 'a')
    await cp(fixture('pick_a'), dataset, { recursive: true })
    const infoPath = join(dataset, 'meta/info.json')
    const info = JSON.parse(await readFile(infoPath, 'utf8')) as object
    for (const video_path of ['../../secret.mp4', '../{file_index}.mp4']) {
      await writeFile(infoPath, JSON.stringify({ ...info, video_path }))
      const asked = reader.request('episode', { path: dataset, episode: 0 })
      await expect(asked, video_path).rejects.toMatchObject({ code: 'EPISODE_UNKNOWN' })
    }
  })

  it('gives up at once when asked to, and goes on', async () => {
    const { reader, processes } = start()
    const giveUp = new AbortController()
    const asked = reader.request('open', { path: fixture('pick_a') }, { signal: giveUp.signal })
    giveUp.abort()
    await expect(asked).rejects.toMatchObject({ code: 'CANCELLED' })
    await expect(
      reader.request('open', { path: fixture('pick_a') }, { signal: giveUp.signal }),
    ).rejects.toMatchObject({ code: 'CANCELLED' })
    await reader.request('open', { path: fixture('pick_a') })
    expect(processes).toHaveLength(1)
  })

  it('ends when nothing is asked for a while', async () => {
    const { reader, processes } = start({ idleMs: 20 })
    await reader.request('picture', { path: fixture('pick_a'), episode: 0 })
    await new Promise<void>((resolve) => {
      processes[0]!.onExit(() => {
        resolve()
      })
    })
    await reader.request('picture', { path: fixture('pick_a'), episode: 0 })
    expect(processes).toHaveLength(2)
  })

  it('refuses what it does not understand', async () => {
    const { reader } = start()
    // @ts-expect-error A request that no caller of ours makes.
    await expect(reader.request('open', { path: fixture('pick_a'), more: 1 })).rejects.toMatchObject({
      code: 'INTERNAL',
    })
  })
})

describe('what the reading process remembers', () => {
  const { signal } = new AbortController()
  const preview = (paths: readonly string[], name: string) => ({
    sources: paths.map((path) => ({ path })),
    options: mergeOptionsSchema.parse({}),
    output: join('/nowhere', name),
  })

  it('opens a dataset again only when one of its files changed', async () => {
    const datasets = new OpenedDatasets()
    const reader = createReader(datasets)
    const dir = join(await scratchDir(), 'a')
    await cp(fixture('pick_a'), dir, { recursive: true })
    const paths = [dir, fixture('pick_b'), fixture('pick_b')]
    const first = await reader.preview(preview(paths, 'x'), signal)
    await reader.preview(preview(paths, 'xy'), signal)
    await reader.open({ path: dir }, signal)
    await reader.digests({ path: dir }, signal)
    expect(datasets.opened).toBe(2)
    expect(first.plan?.totals.episodes).toBeGreaterThan(3)
    await writeFile(join(dir, 'README.md'), '# changed')
    await reader.preview(preview(paths, 'xyz'), signal)
    expect(datasets.opened).toBe(3)
  })

  it.each([
    ['a video of another stretch', 'videos/observation.images.wrist/chunk-000/file-001.mp4', 1],
    ['the rows of others', 'data/chunk-000/file-001.parquet', 1],
    ['its own rows', 'data/chunk-000/file-000.parquet', 2],
    ['its own video', 'videos/observation.images.wrist/chunk-000/file-000.mp4', 2],
    ['what says where everything is', 'meta/episodes/chunk-000/file-000.parquet', 2],
  ])('of an episode looks anew for its own files only: %s', async (_, file, opened) => {
    const datasets = new OpenedDatasets()
    const reader = createReader(datasets)
    const dir = join(await scratchDir(), 'sharded')
    await cp(fixture('sharded'), dir, { recursive: true })
    const before = await reader.episode({ path: dir, episode: 0 }, signal)
    await utimes(join(dir, file), 1, 1)
    expect(await reader.episode({ path: dir, episode: 0 }, signal)).toEqual(before)
    expect(datasets.opened).toBe(opened)
  })

  it('of an episode holds where its folders are links, and where an odd one leads nowhere', async () => {
    const datasets = new OpenedDatasets()
    const reader = createReader(datasets)
    const root = await scratchDir()
    const dir = join(root, 'sharded')
    await cp(fixture('sharded'), dir, { recursive: true })
    await rename(join(dir, 'videos'), join(root, 'videos'))
    await symlink(join(root, 'videos'), join(dir, 'videos'))
    await symlink('nowhere', join(dir, 'meta/.#info.json'))
    await reader.episode({ path: dir, episode: 0 }, signal)
    const { plan } = await reader.preview(preview([dir], 'x'), signal)
    await reader.plannedEpisode({ plan: plan!.id, episode: 0 }, signal)
    expect(datasets.opened).toBe(1)
  })

  it('of an episode is nothing where a file came or went', async () => {
    const datasets = new OpenedDatasets()
    const reader = createReader(datasets)
    const dir = join(await scratchDir(), 'sharded')
    await cp(fixture('sharded'), dir, { recursive: true })
    await reader.episode({ path: dir, episode: 0 }, signal)
    await writeFile(join(dir, 'meta/new.json'), '{}')
    await reader.episode({ path: dir, episode: 0 }, signal)
    expect(datasets.opened).toBe(2)
    await rm(join(dir, 'videos/observation.images.top/chunk-000/file-000.mp4'))
    await expect(reader.episode({ path: dir, episode: 0 }, signal)).rejects.toMatchObject({
      code: 'EPISODE_UNKNOWN',
    })
  })

  it('opens for whoever still waits, and stops when nobody does', async () => {
    const datasets = new OpenedDatasets()
    const giveUp = new AbortController()
    const [given, kept] = [datasets.get(fixture('pick_a'), giveUp.signal), datasets.get(fixture('pick_a'))]
    const refused = expect(given).rejects.toMatchObject({ code: 'CANCELLED' })
    giveUp.abort()
    await refused
    expect((await kept).dataset.name).toBe('pick_a')
    const nobody = datasets.get(fixture('pick_b'), giveUp.signal)
    await expect(nobody).rejects.toMatchObject({ code: 'CANCELLED' })
    expect((await datasets.get(fixture('pick_b'))).dataset.name).toBe('pick_b')
  })
})
