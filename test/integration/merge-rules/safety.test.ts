import { mkdirSync, writeFileSync } from 'node:fs'
import { mkdir, readdir, rename, stat, symlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { check, openDataset, plan, write } from '#engine/index.ts'
import { mergeOptionsSchema, shardsOf } from '#shared/plan.ts'
import { odd } from '../../support/edit-dataset.ts'
import { expectFaithful } from '../../support/expect-faithful.ts'
import { errorCode, merge, planOf } from '../../support/merge.ts'
import { files } from '../../support/read-dataset.ts'
import { scratchDir } from '../../support/scratch.ts'
import { treeDigests } from '../../support/tree.ts'

it('B27: a folder that exists is never written into, not even an empty one', async () => {
  const output = join(await scratchDir(), 'taken')
  await mkdir(output)
  expect(await errorCode(merge(['nocam_a', 'nocam_b'], { output }))).toBe('OUTPUT_EXISTS')
  expect(await readdir(dirname(output))).toEqual(['taken'])
  expect(await readdir(output)).toEqual([])
})

it('B27: a folder that someone makes while the merge runs stays theirs', async () => {
  const output = join(await scratchDir(), 'taken')
  const onProgress = () => {
    mkdirSync(output, { recursive: true })
    writeFileSync(join(output, 'theirs'), '')
  }
  expect(await errorCode(merge(['pick_a', 'pick_b'], { output, write: { onProgress } }))).toBe(
    'OUTPUT_EXISTS',
  )
  expect(await readdir(dirname(output))).toEqual(['taken'])
  expect(await readdir(output)).toEqual(['theirs'])
})

it('B27: until it is done a merge is under no name that looks like a dataset', async () => {
  const output = join(await scratchDir(), 'merged')
  const seen = new Set<string>()
  const onProgress = () => {
    for (const path of files(dirname(output), '*')) seen.add(path)
  }
  await merge(['pick_a', 'pick_b'], { output, write: { onProgress, id: 'job7' } })
  expect([...seen].filter((name) => name !== basename(output))).toEqual(['merged.partial-job7'])
  expect(await readdir(dirname(output))).toEqual(['merged'])
})

it('B35: two runs of the same merge are equal byte for byte', async () => {
  const runs = [await merge(['pick_a', 'pick_c']), await merge(['pick_a', 'pick_c'])].map(({ dir }) =>
    treeDigests(dir),
  )
  expect(await runs[0]).toEqual(await runs[1])
})

it('#3826: sources are not changed by a merge, on disk or in memory', async () => {
  const dirs = [await odd('sharded', [], 'first'), await odd('pick_a', [], 'second')]
  const before = await Promise.all(dirs.map(treeDigests))
  const sources = await Promise.all(dirs.map((dir) => openDataset(dir)))
  const texts = sources.map(({ info }) => JSON.stringify([...info.features]))
  const options = mergeOptionsSchema.parse({ videoMb: 0.03 })
  await check(sources, options)
  const planned = await plan(sources, { options, output: join(await scratchDir(), 'merged') })
  await write(planned, { sources })
  expect(sources.map(({ info }) => JSON.stringify([...info.features]))).toEqual(texts)
  expect(await Promise.all(dirs.map(treeDigests))).toEqual(before)
})

it('a result holds the files of the format and its own record, nothing else', async () => {
  const { dir, plan: planned } = await merge(['pick_a', 'pick_b'], {
    options: { dataMb: 0.01, videoMb: 0.03 },
  })
  const shards = shardsOf(planned).map(({ path }) => path)
  const own = ['meta/episplice.json', 'meta/info.json', 'meta/stats.json', 'meta/tasks.parquet']
  expect(Object.keys(await treeDigests(dir))).toEqual([...shards, ...own].sort())
})

it('a plan alone is enough to write: it opens its own sources', async () => {
  const planned = await planOf(['nocam_a', 'nocam_b'])
  await write(planned)
  const again = await merge(['nocam_a', 'nocam_b'])
  expect(await treeDigests(planned.output)).toEqual(await treeDigests(again.dir))
})

it('of two merges into the same place at the same time one wins, and nothing of the other is left', async () => {
  const output = join(await scratchDir(), 'merged')
  const runs = await Promise.allSettled([
    merge(['pick_a', 'pick_b'], { output }),
    merge(['pick_a', 'pick_b'], { output }),
  ])
  expect(runs.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  expect(await readdir(dirname(output))).toEqual(['merged'])
  await expectFaithful(output, { sources: ['pick_a', 'pick_b'] })
})

it('the bytes that the report counts are those on disk', async () => {
  const { dir, report } = await merge(['pick_a', 'h264'])
  const sizes = await Promise.all(
    Object.keys(await treeDigests(dir)).map(async (path) => (await stat(join(dir, path))).size),
  )
  expect(report.bytesWritten).toBe(sizes.reduce((sum, size) => sum + size, 0))
})

it('files of a source may be links, as in the cache of the Hub', async () => {
  const source = await odd('pick_a')
  const blobs = await scratchDir()
  for (const [i, path] of files(source, '**/*.{json,parquet,mp4}').entries()) {
    await rename(join(source, path), join(blobs, `blob${i}`))
    await symlink(join(blobs, `blob${i}`), join(source, path))
  }
  const { dir } = await merge([source, 'pick_b'])
  await expectFaithful(dir, { sources: ['pick_a', 'pick_b'] })
})
