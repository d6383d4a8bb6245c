import { expect, test } from 'vitest'
import { keptPages, pagesOf } from './use-pages.ts'

test('the pages of a window', () => {
  expect(pagesOf(0, 30, 100)).toEqual([0])
  expect(pagesOf(90, 110, 100)).toEqual([0, 1])
  expect(pagesOf(100, 200, 100)).toEqual([1])
  expect(pagesOf(5, 5, 100)).toEqual([])
})

test('pages far from the window are let go', () => {
  const pages = new Map([0, 1, 2, 50, 51].map((page) => [page, page]))
  expect([...keptPages(pages, 51, 3).keys()].sort((a, b) => a - b)).toEqual([2, 50, 51])
  expect(keptPages(pages, 51, 5)).toBe(pages)
})
