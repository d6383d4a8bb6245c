import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildDictionary } from './dictionary.ts'
import type { LeafValues } from './leaf.ts'
import { gather } from './plain.ts'

function bitsOf(values: LeafValues): bigint[] {
  if ('kind' in values) throw new Error('not numbers')
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength)
  const width = values.BYTES_PER_ELEMENT
  return Array.from({ length: values.length }, (_, i) =>
    width === 8 ? bytes.readBigUInt64LE(i * 8) : BigInt(bytes.readUInt32LE(i * 4)),
  )
}

const few = <T>(value: fc.Arbitrary<T>) =>
  fc
    .array(value, { minLength: 1, maxLength: 40 })
    .chain((distinct) => fc.array(fc.constantFrom(...distinct), { minLength: 60, maxLength: 3000 }))

describe('a dictionary', () => {
  it.each([
    ['doubles', few(fc.double()), (values: number[]) => Float64Array.from(values)],
    ['singles', few(fc.float()), (values: number[]) => Float32Array.from(values)],
    ['integers', few(fc.integer()), (values: number[]) => Int32Array.from(values)],
    ['long integers', few(fc.maxSafeInteger()), (values: number[]) => BigInt64Array.from(values, BigInt)],
  ])('of %s gives back their bits, each value once, by first use', (_, arbitrary, store) => {
    fc.assert(
      fc.property(arbitrary, (numbers) => {
        const values = store(numbers)
        const { values: entries, indices } = buildDictionary(values)!
        const bits = bitsOf(values)
        expect(bitsOf(gather(entries, indices))).toEqual(bits)
        expect(bitsOf(entries)).toEqual([...new Set(bits)])
      }),
      { numRuns: 30 },
    )
  })

  it('tells zeros apart, and keeps a NaN', () => {
    const values = Float64Array.from({ length: 90 }, (_, i) => [0, -0, NaN][i % 3]!)
    expect([...(buildDictionary(values)!.values as Float64Array)]).toEqual([0, -0, NaN])
  })

  it('is not built where values differ, or where there are none', () => {
    expect(buildDictionary(Float64Array.from({ length: 5000 }, (_, i) => i))).toBeUndefined()
    expect(buildDictionary(BigInt64Array.of())).toBeUndefined()
  })
})
