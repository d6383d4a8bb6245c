import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { fixture } from '../support/fixtures.ts'
import { merge, planOf, type MergeRequest } from '../support/merge.ts'
import { scratchDir } from '../support/scratch.ts'
import { treeDigests } from '../support/tree.ts'

const merges: readonly { name: string; sources: readonly string[]; request?: MergeRequest }[] = [
  { name: 'three recordings', sources: ['pick_a', 'pick_b', 'pick_c'] },
  {
    name: 'many small files',
    sources: ['sharded', 'pick_a', 'sharded'],
    request: { options: { dataMb: 0.01, videoMb: 0.02, chunkSize: 2 } },
  },
  { name: 'two codecs', sources: ['pick_b', 'h264'] },
  {
    name: 'a choice of episodes and a new task',
    sources: ['pick_a', 'pick_c'],
    request: { episodes: [[2, 0], [1]], options: { renameTasks: { 'Pick the red cube': 'Pick' } } },
  },
  { name: 'arrays', sources: ['arrays_a', 'arrays_b'] },
  { name: 'pictures in rows', sources: ['images_a', 'images_b'] },
  { name: 'columns whose types differ', sources: ['language_b', 'language_a'] },
  { name: 'depth', sources: ['depth', 'depth'] },
]

it.each(merges)(
  'two merges of $name are equal byte for byte, wherever sources and results lie',
  async ({ sources, request }) => {
    const first = await merge(sources, request)
    const elsewhere = await scratchDir()
    for (const source of new Set(sources))
      await cp(fixture(source), join(elsewhere, 'deeper', source), { recursive: true })
    const second = await merge(
      sources.map((source) => join(elsewhere, 'deeper', source)),
      { ...request, output: join(elsewhere, 'another name') },
    )
    const digests = await treeDigests(first.dir)
    expect(await treeDigests(second.dir)).toEqual(digests)
    expect(Object.keys(digests).length).toBeGreaterThan(5)
  },
)

it('verification does not change what is written', async () => {
  const [with_, without] = await Promise.all(
    [true, false].map((verify) => merge(['pick_a', 'pick_b'], { write: { verify } })),
  )
  expect(without!.report.verification).toBeUndefined()
  expect(await treeDigests(without!.dir)).toEqual(await treeDigests(with_!.dir))
})

it('another order of sources is another result', async () => {
  const [ab, ba] = await Promise.all([merge(['nocam_a', 'nocam_b']), merge(['nocam_b', 'nocam_a'])])
  expect(await treeDigests(ab.dir)).not.toEqual(await treeDigests(ba.dir))
})

it('a fingerprint follows the content of a dataset, not its place', async () => {
  const copy = join(await scratchDir(), 'pick_a')
  await cp(fixture('pick_a'), copy, { recursive: true })
  const fingerprint = async (source: string) => (await planOf([source])).recipe.sources[0]!.fingerprint
  expect(await fingerprint(copy)).toBe(await fingerprint('pick_a'))
  expect(await fingerprint('pick_b')).not.toBe(await fingerprint('pick_a'))
})
