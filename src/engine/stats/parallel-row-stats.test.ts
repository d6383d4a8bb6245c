import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Feature } from '#engine/dataset/info.ts'
import { parallelRowStats } from './parallel-row-stats.ts'
import { rowStats } from './row-stats.ts'

const dir = join(import.meta.dirname, '../../../test/fixtures/arrays_a')
const files = ['data/chunk-000/file-000.parquet']
const feature = (dtype: string, shape: number[]): Feature => ({
  dtype,
  shape,
  names: null,
  info: undefined,
  raw: {},
})
const features = new Map([
  ['observation.state', feature('float32', [6])],
  ['tactile', feature('float32', [2, 2, 4])],
  ['next.done', feature('bool', [1])],
])
/** Enough to make threads worth it. */
const LARGE = 1 << 30

describe('statistics on threads', () => {
  it('are those of one thread, in the order of the features', async () => {
    const parallel = await parallelRowStats(dir, files, features, LARGE)
    expect([...parallel]).toEqual([...(await rowStats(dir, files, features))])
  })

  it('end with the error of a thread', async () => {
    const wrong = new Map([...features, ['observation.state', feature('float32', [7])]])
    await expect(parallelRowStats(dir, files, wrong, LARGE)).rejects.toMatchObject({
      code: 'PARQUET_INVALID',
    })
  })

  it('end at once when cancelled', async () => {
    await expect(
      parallelRowStats(dir, files, features, LARGE, { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})
