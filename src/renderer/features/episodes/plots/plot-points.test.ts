import { describe, expect, it, test } from 'vitest'
import { plotPoints } from './plot-points.ts'

const all = (values: Float32Array) => ({ min: 0, max: values.length - 1 })

test('few samples are drawn as they are, with one beyond each end', () => {
  const values = Float32Array.of(0, 1, NaN, 3, Infinity, 5, 6)
  expect(plotPoints([values], { min: 1, max: 4.5 }, 100)).toEqual({
    xs: [0, 1, 2, 3, 4, 5, 6],
    ys: [[0, 1, null, 3, null, 5, 6]],
  })
  expect(plotPoints([values], { min: 2, max: 3 }, 100).xs).toEqual([1, 2, 3, 4])
  expect(plotPoints([], { min: 0, max: 1 }, 100)).toEqual({ xs: [], ys: [] })
})

describe('100 000 samples', () => {
  const length = 100_000
  it.each([0, 1, 49_999, 77_777, length - 1])('show a spike of one sample at %i, both ways', (at) => {
    for (const spike of [1000, -1000]) {
      const values = new Float32Array(length).map((_, i) => Math.sin(i / 500))
      values[at] = spike
      for (const columns of [1, 7, 300, 1800]) {
        const { xs, ys } = plotPoints([values], all(values), columns)
        const found = ys[0]!.indexOf(spike)
        expect(found).toBeGreaterThanOrEqual(0)
        // Where it is, to the pixel.
        expect(Math.abs(xs[found]! - at)).toBeLessThanOrEqual(length / columns)
        expect(xs.length).toBeLessThanOrEqual(2 * columns + 4)
      }
    }
  })

  it('keep their order and the way that each column went', () => {
    const values = new Float32Array(length).map((_, i) => (i % 200 < 100 ? -i : i))
    const { xs, ys } = plotPoints([values], all(values), 400)
    expect(xs).toEqual([...xs].sort((a, b) => a - b))
    expect(new Set(xs).size).toBe(xs.length)
    // Of the frames from 250 to 499, the greatest is the 399th, and the least comes later.
    expect(ys[0]!.slice(2, 4)).toEqual([399, -499])
  })

  it('do not flicker while the range moves: columns keep their samples', () => {
    const values = new Float32Array(length).map((_, i) => Math.sin(i) * (i % 17))
    const first = plotPoints([values], { min: 10_000, max: 50_000 }, 400)
    const moved = plotPoints([values], { min: 10_037, max: 50_037 }, 400)
    const before = new Map(first.xs.map((x, i) => [x, first.ys[0]![i]]))
    const shared = moved.xs.slice(4, -4).filter((x) => before.has(x))
    expect(shared.length).toBeGreaterThan(700)
    for (const x of shared) expect(moved.ys[0]![moved.xs.indexOf(x)]).toBe(before.get(x))
  })

  it('have gaps where a whole column has no number', () => {
    const values = new Float32Array(length).fill(1)
    values.fill(NaN, 40_000, 60_000)
    const { xs, ys } = plotPoints([values, new Float32Array(length)], all(values), 100)
    expect(ys[0]![xs.findIndex((x) => x > 50_000)]).toBeNull()
    expect(ys[0]!.filter((value) => value === null).length).toBeGreaterThan(30)
    expect(ys[1]).not.toContain(null)
  })
})
