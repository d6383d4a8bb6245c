import { describe, expect, test } from 'vitest'
import { revealing, rowsShown, scrolledTo, scrollHeight, settled, type Extent } from './scroll-space.ts'

const small: Extent = { rows: 1000, rowHeight: 30, windowHeight: 600 }
const huge: Extent = { rows: 10_000_000, rowHeight: 30, windowHeight: 600 }
const lastTop = huge.rows * huge.rowHeight - huge.windowHeight
const start = { top: 0, scrollTop: 0 }

describe('a table that fits into an element', () => {
  test('is scrolled by the browser alone', () => {
    expect(scrollHeight(small)).toBe(30_000)
    expect(scrolledTo(small, start, 12_345)).toEqual({ top: 12_345, scrollTop: 12_345 })
    expect(settled(small, 500)).toEqual({ top: 500, scrollTop: 500 })
  })
})

describe('a table that is too high', () => {
  test('has an element of a height that browsers can do', () => {
    expect(scrollHeight(huge)).toBeLessThanOrEqual(10_000_000)
  })

  test('moves row by row under the wheel: no row is skipped', () => {
    let position = settled(huge, 150_000_000)
    const top = position.top
    for (let step = 1; step <= 20; step++) {
      position = scrolledTo(huge, position, position.scrollTop + 100)
      expect(position.top).toBeCloseTo(top + step * 100)
    }
  })

  test('goes to the same fraction when the thumb is dragged', () => {
    const span = scrollHeight(huge) - huge.windowHeight
    expect(scrolledTo(huge, start, span / 2).top).toBeCloseTo(lastTop / 2)
    expect(settled(huge, lastTop / 2).scrollTop).toBeCloseTo(span / 2)
    expect(scrolledTo(huge, start, span).top).toBeCloseTo(lastTop)
  })

  test('is scrolled to its first and last row by the wheel, wherever the scroll bar has come to', () => {
    let position = settled(huge, 2_000)
    for (let step = 0; step < 20; step++)
      position = scrolledTo(huge, position, Math.max(0, position.scrollTop - 100))
    expect(position).toEqual({ top: 0, scrollTop: 0 })
    position = settled(huge, lastTop - 2_000)
    const span = scrollHeight(huge) - huge.windowHeight
    for (let step = 0; step < 20; step++)
      position = scrolledTo(huge, position, Math.min(span, position.scrollTop + 100))
    expect(position.top).toBe(lastTop)
  })

  test('shows any row that is asked for', () => {
    for (const row of [0, 1, 4_999_999, 9_999_998, 9_999_999]) {
      const { top } = revealing(huge, 0, row)
      expect(row * 30).toBeGreaterThanOrEqual(top)
      expect((row + 1) * 30).toBeLessThanOrEqual(top + huge.windowHeight)
    }
  })
})

test('revealing a row that is seen moves nothing', () => {
  expect(revealing(small, 300, 12).top).toBe(300)
  expect(revealing(small, 300, 9).top).toBe(270)
  expect(revealing(small, 300, 30).top).toBe(330)
})

test('some rows around the window are shown, within the table', () => {
  expect(rowsShown(small, 0)).toEqual({ first: 0, end: 28 })
  expect(rowsShown(small, 3000)).toEqual({ first: 92, end: 128 })
  expect(rowsShown(small, 29_400)).toEqual({ first: 972, end: 1000 })
  expect(rowsShown({ ...small, rows: 0 }, 0)).toEqual({ first: 0, end: 0 })
})
