import { cp, mkdir, rm, symlink, utimes, writeFile, appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { compareTrees } from '#engine/io/compare-trees.ts'
import { fixture } from '../support/fixtures.ts'
import { errorCode } from '../support/merge.ts'
import { bytes } from '../support/edit-dataset.ts'
import { scratchDir } from '../support/scratch.ts'
import { treeDigests } from '../support/tree.ts'

let earlier: string
let later: string

beforeEach(async () => {
  const dir = await scratchDir()
  ;[earlier, later] = [join(dir, 'earlier'), join(dir, 'later')]
  for (const copy of [earlier, later]) await cp(fixture('pick_a'), copy, { recursive: true })
})

const video = 'videos/observation.images.top/chunk-000/file-000.mp4'

describe('two folders', () => {
  it('are identical whatever their times say', async () => {
    await utimes(join(later, video), 1, 1)
    const files = Object.keys(await treeDigests(earlier)).length
    let seen = 0
    const comparison = await compareTrees(earlier, later, { onBytes: (count) => (seen += count) })
    expect(comparison).toEqual({ kind: 'identical', files, bytes: seen })
  })

  it('differ by one byte in the middle, by a file more, by a file less', async () => {
    await bytes(video, (all) => (all[1000] = all[1000]! ^ 1))(later)
    await writeFile(join(later, 'README.md'), '')
    await rm(join(later, 'meta/stats.json'))
    expect(await compareTrees(earlier, later)).toEqual({
      kind: 'different',
      counts: { changed: 1, added: 1, removed: 1 },
      changed: [video],
      added: ['README.md'],
      removed: ['meta/stats.json'],
    })
  })

  it('differ by length, by kind, by where a link points', async () => {
    await appendFile(join(later, 'meta/info.json'), ' ')
    await rm(join(later, 'meta/stats.json'))
    await mkdir(join(later, 'meta/stats.json'))
    await symlink('meta', join(earlier, 'link'))
    await symlink('data', join(later, 'link'))
    expect(await compareTrees(earlier, later)).toMatchObject({
      kind: 'different',
      changed: ['link', 'meta/info.json', 'meta/stats.json'],
    })
  })

  it('are told of a hundred times at most, and counted in full', async () => {
    for (let i = 0; i < 150; i++) {
      await writeFile(join(later, `extra-${i}`), '')
      await writeFile(join(earlier, `other-${i}`), 'a')
      await writeFile(join(later, `other-${i}`), 'b')
    }
    const comparison = await compareTrees(earlier, later)
    if (comparison.kind !== 'different') throw new Error(comparison.kind)
    expect(comparison.counts).toEqual({ changed: 150, added: 150, removed: 0 })
    expect([comparison.changed.length, comparison.added.length]).toEqual([100, 100])
  })

  it('of which one is gone cannot be compared', async () => {
    await rm(earlier, { recursive: true })
    expect(await compareTrees(earlier, later)).toEqual({
      kind: 'unknown',
      reason: `${earlier} is not there any more`,
    })
  })

  it('are left alone once cancelled', async () => {
    expect(await errorCode(compareTrees(earlier, later, { signal: AbortSignal.abort() }))).toBe('CANCELLED')
  })
})
