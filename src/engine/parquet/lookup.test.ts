import { describe, expect, it } from 'vitest'
import { decodeHybrid, encodeHybrid } from './levels.ts'
import { decodeHybridLookup } from './lookup.ts'

const MAX_WIDTH = 24

/** Numbers below `limit` that look random, a run of equal ones among them. */
function indicesBelow(limit: number, count: number): Uint32Array {
  const indices = Uint32Array.from({ length: count }, (_, i) => Math.imul(i + 1, 2654435761) >>> 0).map(
    (value) => value % limit,
  )
  return indices.fill(limit - 1, count >> 1, (count >> 1) + 20)
}

describe('decodeHybridLookup', () => {
  it('finds the values of indices of every width', () => {
    for (let width = 0; width <= MAX_WIDTH; width++) {
      for (const count of [1, 2, 7, 8, 9, 31, 1000]) {
        const size = Math.min(2 ** width, 3000)
        const dictionary = Uint32Array.from({ length: size }, (_, i) => i * 7 + 1)
        const bytes = encodeHybrid(indicesBelow(size, count), width)
        const indices = new Uint32Array(count)
        decodeHybrid(bytes, width, count, indices, 0)
        const found = new Uint32Array(count)
        decodeHybridLookup(bytes, width, dictionary, found)
        expect(found).toEqual(indices.map((index) => dictionary[index]!))
      }
    }
  })

  it('refuses an index beyond the dictionary', () => {
    const bytes = encodeHybrid(Uint32Array.of(0, 5, 2, 3, 1), 3)
    expect(() => {
      decodeHybridLookup(bytes, 3, new Uint32Array(5), new Uint32Array(5))
    }).toThrow('index 5 in a dictionary of 5 values')
  })

  it('refuses bytes that end early', () => {
    const bytes = encodeHybrid(indicesBelow(1000, 100), 10)
    expect(() => {
      decodeHybridLookup(bytes.subarray(0, -3), 10, new Uint32Array(1000), new Uint32Array(100))
    }).toThrow('malformed')
  })
})
