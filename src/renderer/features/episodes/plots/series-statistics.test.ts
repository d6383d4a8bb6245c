import { expect, test } from 'vitest'
import { axisLimits, seriesStatistics } from './series-statistics.ts'
import { decimalsOf, valueText } from './value-text.ts'

test('figures are of the finite values', () => {
  expect(seriesStatistics(Float64Array.of(1, 2, NaN, 3, 4, -Infinity))).toEqual({
    min: 1,
    max: 4,
    mean: 2.5,
    std: Math.sqrt(1.25),
    missing: 2,
  })
  const none = seriesStatistics(Float32Array.of(NaN))
  expect(none).toEqual({ min: NaN, max: NaN, mean: NaN, std: NaN, missing: 1 })
  // In one pass the squares of these cancel each other out.
  expect(seriesStatistics(Float64Array.of(1e9, 1e9 + 1, 1e9 + 2)).std).toBeCloseTo(Math.sqrt(2 / 3), 9)
})

test('an axis shows everything, also a line that never moves', () => {
  const of = (...values: number[]) => seriesStatistics(Float64Array.from(values))
  expect(axisLimits([of(0, 10), of(5, 20), of(NaN)])).toEqual([-1.2, 21.2])
  expect(axisLimits([of(0, 0)])).toEqual([-0.5, 0.5])
  expect(axisLimits([of(90)])).toEqual([81, 99])
  expect(axisLimits([of(NaN)])).toEqual([0, 1])
})

test('values are written with as many decimals as their spread needs', () => {
  const digits = (kind: 'line' | 'steps', min: number, max: number) =>
    decimalsOf(kind, { min, max, mean: 0, std: 0, missing: 0 })
  expect([
    digits('line', -90, 90),
    digits('line', 0, 0.02),
    digits('line', 0, 1e6),
    digits('line', 3, 3),
  ]).toEqual([1, 5, 0, 3])
  expect(digits('steps', 0, 5)).toBe(0)
  expect(valueText('line', -0.25, 3)).toBe('-0.250')
  expect(valueText('steps', 12, 0)).toBe('12')
  expect(valueText('band', 1, 0)).toBe('true')
  expect(
    ['line', NaN, undefined, Infinity].slice(1).map((value) => valueText('line', value as number, 2)),
  ).toEqual(['–', '–', '∞'])
})
