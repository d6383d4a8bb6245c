import fc from 'fast-check'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { Moments } from './moments.ts'
import { QuantileSelector, type QuantileLimits } from './quantiles.ts'

const fractions = [0.01, 0.1, 0.5, 0.9, 0.99]

/** numpy.quantile's default, straight from its definition. */
function expected(values: readonly number[]): number[] {
  const sorted = Float64Array.from(values).sort()
  return fractions.map((fraction) => {
    const position = fraction * (sorted.length - 1)
    const [low, high] = [sorted[Math.floor(position)]!, sorted[Math.ceil(position)]!]
    return low + (high - low) * (position - Math.floor(position))
  })
}

function select(
  blocks: readonly (Float32Array | Float64Array)[],
  width: number,
  isSingle: boolean,
  limits?: QuantileLimits,
): { quantiles: number[][]; passes: number } {
  const selector = new QuantileSelector(width, isSingle, fractions, limits)
  let passes = 0
  do {
    for (const block of blocks) selector.add(block)
    passes++
  } while (selector.nextPass())
  return { quantiles: selector.quantiles(), passes }
}

/** The lengths of the arrays that are made to count in. */
function countingTables(): number[] {
  const made: number[] = []
  const native = Uint32Array
  vi.stubGlobal(
    'Uint32Array',
    new Proxy(native, {
      construct: (target, given: [number]) => {
        if (typeof given[0] === 'number') made.push(given[0])
        return Reflect.construct(target, given) as object
      },
    }),
  )
  onTestFinished(() => {
    vi.unstubAllGlobals()
  })
  return made
}

/** A repeatable sequence of numbers in [0, 1). */
function sequence(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

describe('exact quantiles', () => {
  it('equal the definition for any few values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), {
          minLength: 1,
          maxLength: 50,
        }),
        (values) => {
          expect(select([Float64Array.from(values)], 1, false).quantiles[0]).toEqual(expected(values))
        },
      ),
      { seed: 7, numRuns: 200 },
    )
  })

  it.each([
    ['single', true],
    ['double', false],
  ])('equal the definition for more %s values than are kept, of both signs', (_, isSingle) => {
    const random = sequence(1)
    const rows = 20_000
    const make = () => (isSingle ? new Float32Array(rows * 4) : new Float64Array(rows * 4))
    const blocks = [make(), make()]
    for (const block of blocks) {
      for (let i = 0; i < block.length; i += 4) {
        block[i] = (random() - 0.5) * 200
        block[i + 1] = 3.25 // constant: one bin holds everything
        block[i + 2] = random() < 0.999 ? -1e-3 : random()
        block[i + 3] = Math.floor(random() * 5) - 2
      }
    }
    const { quantiles, passes } = select(blocks, 4, isSingle, {
      keepBytes: 1000,
      collectValues: 5000,
      tables: 40,
    })
    for (let element = 0; element < 4; element++) {
      const column = blocks.flatMap((block) =>
        Array.from({ length: rows }, (_, row) => block[row * 4 + element]!),
      )
      expect(quantiles[element]).toEqual(expected(column))
    }
    expect(passes).toBeLessThanOrEqual(isSingle ? 2 : 4)
  })

  it.each([
    ['single', true],
    ['double', false],
  ])('take a wide feature of %s values in as many tables as there may be', (_, isSingle) => {
    const random = sequence(3)
    const [rows, width, tables] = [3000, 40, 8]
    const values = isSingle ? new Float32Array(rows * width) : new Float64Array(rows * width)
    for (let i = 0; i < values.length; i++) values[i] = (random() - 0.5) * 10 ** ((i % width) % 5)
    values[7] = NaN
    const made = countingTables()
    const selector = new QuantileSelector(width, isSingle, fractions, {
      keepBytes: 1000,
      collectValues: 100,
      tables,
    })
    let passes = 0
    do {
      selector.add(values)
      passes++
      // One element with more searches than that is taken all the same.
      expect(made.splice(0).reduce((sum, length) => sum + length, 0) >> 16).toBeLessThanOrEqual(tables + 2)
    } while (selector.nextPass())
    expect(passes).toBeGreaterThanOrEqual((2 * width) / tables)
    selector.quantiles().forEach((quantiles, element) => {
      const column = Array.from({ length: rows }, (_, row) => values[row * width + element]!)
      expect(quantiles).toEqual(element === 7 ? fractions.map(() => NaN) : expected(column))
    })
  })

  it('are NaN where a value is', () => {
    const { quantiles } = select([Float64Array.of(1, 2, NaN, 4)], 2, false)
    expect(quantiles).toEqual([fractions.map(() => NaN), expected([2, 4])])
  })
})

describe('moments', () => {
  it('do not depend on how rows come in blocks, also far from zero', () => {
    const random = sequence(5)
    const values = Float64Array.from({ length: 3000 }, () => 1e8 + random())
    const whole = new Moments(3)
    whole.add(values)
    const parts = new Moments(3)
    for (let at = 0; at < values.length; at += 300) parts.add(values.subarray(at, at + 300))
    for (let i = 0; i < 3; i++) {
      expect(parts.mean[i]).toBeCloseTo(whole.mean[i]!, 6)
      expect(parts.std(i) / whole.std(i)).toBeCloseTo(1, 8)
      expect(whole.std(i)).toBeCloseTo(Math.sqrt(1 / 12), 2)
      expect([parts.min[i], parts.max[i]]).toEqual([whole.min[i], whole.max[i]])
    }
  })

  it('become NaN with a NaN and stay so', () => {
    const moments = new Moments(1)
    for (const value of [1, NaN, 3]) moments.add(Float64Array.of(value))
    expect([moments.min[0], moments.max[0], moments.mean[0], moments.std(0)]).toEqual([NaN, NaN, NaN, NaN])
  })
})
