import { cp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { readProvenance, verify } from '#engine/index.ts'
import { info, odd, text } from '../support/edit-dataset.ts'
import { golden } from '../support/fixtures.ts'
import { errorCode, errorOf, merge, openAll } from '../support/merge.ts'
import { scratchDir } from '../support/scratch.ts'

const sources = ['pick_a', 'pick_b']

let merged: string

beforeAll(async () => {
  merged = (await merge(sources)).dir
})

describe('a result that nobody touched', () => {
  it('has no failures, by its certificate', async () => {
    expect(await verify(merged)).toMatchObject({
      dir: merged,
      episodes: 5,
      frames: 200,
      failures: [],
      against: 'certificate',
    })
  })

  it('has no failures, against its sources', async () => {
    const report = await verify(merged, await openAll(sources))
    expect(report).toMatchObject({ failures: [], against: 'sources' })
    expect(report.checks).toBeGreaterThan((await verify(merged)).checks)
  })

  it('has none after it was moved, nor with a choice of episodes and new tasks', async () => {
    const { dir } = await merge(sources, {
      episodes: [[2, 0], [1]],
      options: { renameTasks: { 'Pick the red cube': 'Pick' }, videoMb: 0.02 },
    })
    const moved = join(await scratchDir(), 'elsewhere')
    await cp(dir, moved, { recursive: true })
    expect(await verify(moved)).toMatchObject({ episodes: 3, failures: [] })
    expect(await verify(moved, await openAll(sources))).toMatchObject({ episodes: 3, failures: [] })
  })

  it.each(['arrays_a', 'images_a', 'language_a', 'depth', 'resumed', 'nocam_a'])(
    'has none when it was made from %s',
    async (name) => {
      const { dir } = await merge([name, name])
      expect((await verify(dir, await openAll([name, name]))).failures).toEqual([])
    },
  )

  it('of the reference merger is sound by the format', async () => {
    expect(await verify(golden('pick_abc'))).toMatchObject({ failures: [], against: 'format' })
  })
})

describe('sources that are not those of the merge', () => {
  it.each([
    ['in another order', ['pick_b', 'pick_a']],
    ['one too few', ['pick_a']],
    ['one too many', ['pick_a', 'pick_b', 'pick_c']],
    ['another dataset', ['pick_a', 'pick_c']],
  ])('%s', async (_, against) => {
    expect(await errorCode(verify(merged, await openAll(against)))).toBe('SOURCE_CHANGED')
  })

  it('changed since', async () => {
    const changed = await odd('pick_b', [info((draft) => (draft['robot_type'] = 'other'))])
    const error = await errorOf(verify(merged, await openAll(['pick_a', changed])))
    expect(error).toMatchObject({
      code: 'SOURCE_CHANGED',
      message: expect.stringContaining('pick_b') as string,
    })
  })

  it('of a dataset that does not say what it was made from', async () => {
    expect(await errorCode(verify(golden('pick_abc'), await openAll(['pick_a'])))).toBe('NOT_A_DATASET')
  })
})

it('a certificate that is damaged is an error of its own', async () => {
  const damaged = await odd(merged, [text('meta/episplice.json', (json) => json.slice(0, 200))])
  expect(await errorCode(verify(damaged))).toBe('JSON_INVALID')
})

it('the certificate says where every episode comes from, and no place or time', async () => {
  const provenance = await readProvenance(merged)
  expect(provenance!.episodes.map(({ source, episode }) => [source, episode])).toEqual([
    [0, 0],
    [0, 1],
    [0, 2],
    [1, 0],
    [1, 1],
  ])
  expect(provenance!.recipe.sources.map(({ name }) => name)).toEqual(sources)
  const json = await readFile(join(merged, 'meta/episplice.json'), 'utf8')
  expect(json).not.toMatch(/fixtures|"path"|20\d\d-/)
})
