import { expect } from 'vitest'
import type { Cell } from './read-table.ts'
import { flatNumbers, type Json } from './read-dataset.ts'

/** Expects two nested values to hold the same numbers to a relative 1e-9, which allows for another order of summing. */
export function expectClose(
  actual: Cell | Json | undefined,
  expected: Cell | Json | undefined,
  what: string,
): void {
  const [a, b] = [flatNumbers(actual), flatNumbers(expected)]
  expect(a, what).toHaveLength(b.length)
  expect(b.length, what).toBeGreaterThan(0)
  const differing = a.findIndex((value, i) => !isClose(value, b[i]!))
  expect(
    differing < 0 ? [] : [a[differing], b[differing]],
    `${what}: value and expectation of element ${differing}`,
  ).toEqual([])
}

function isClose(a: number, b: number): boolean {
  return Object.is(a, b) || Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b))
}
