import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rotate } from './rotation.ts'

function shardsOf(
  sizes: readonly number[],
  limit: number,
  chunkSize = 1000,
  mustStart: (episode: number) => boolean = () => false,
) {
  let open = 0
  return rotate(sizes.length, chunkSize, {
    limit,
    mustStart,
    sizeWith: (episode, isFirst) => (open = (isFirst ? 0 : open) + sizes[episode]!),
    bytes: (first, end) => sizes.slice(first, end).reduce((sum, size) => sum + size, 0),
    path: (chunk, file) => `${chunk}/${file}`,
  })
}

describe('files are closed as the reference closes them', () => {
  it('when the next episode would reach the limit, not only when it would pass it', () => {
    expect(shardsOf([4, 4, 2], 10).map(({ first, end }) => [first, end])).toEqual([
      [0, 2],
      [2, 3],
    ])
  })

  it('an episode beyond the limit has a file of its own', () => {
    expect(shardsOf([1, 50, 1, 1], 10).map(({ bytes }) => bytes)).toEqual([1, 50, 2])
  })

  it('a new file begins where it must, and the size counts from there', () => {
    expect(
      shardsOf([4, 4, 4], 10, 1000, (episode) => episode === 1).map(({ first, end }) => [first, end]),
    ).toEqual([
      [0, 1],
      [1, 3],
    ])
  })

  it('the chunk changes after its last file', () => {
    expect(shardsOf([9, 9, 9], 9, 2).map(({ path }) => path)).toEqual(['0/0', '0/1', '1/0'])
  })

  it('every episode is in one file, in order, whatever the sizes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
        fc.integer({ min: 1, max: 40 }),
        (sizes, limit) => {
          const shards = shardsOf(sizes, limit)
          expect(shards[0]!.first).toBe(0)
          expect(shards.at(-1)!.end).toBe(sizes.length)
          shards.slice(1).forEach(({ first }, i) => {
            expect(first).toBe(shards[i]!.end)
          })
          for (const { first, end, bytes } of shards) if (end - first > 1) expect(bytes).toBeLessThan(limit)
        },
      ),
      { seed: 3 },
    )
  })
})
