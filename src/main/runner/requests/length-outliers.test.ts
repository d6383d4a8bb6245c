import { expect, test } from 'vitest'
import { lengthOutliers } from './length-outliers.ts'

test('what is far from the median stands out, in either direction', () => {
  const lengths = [300, 310, 290, 305, 295, 60, 302, 900]
  expect(lengthOutliers(lengths)).toEqual({ median: 301, at: [5, 7] })
})

test('where most are equal, small differences do not stand out', () => {
  expect(lengthOutliers([300, 300, 300, 300, 300, 300, 301]).at).toEqual([])
  const many = Array.from({ length: 30 }, () => 300)
  expect(lengthOutliers([...many, 20]).at).toEqual([30])
})

test('a wide spread has no outliers, and few episodes have none', () => {
  expect(lengthOutliers([100, 200, 300, 400, 500, 600]).at).toEqual([])
  expect(lengthOutliers([10, 1000]).at).toEqual([])
  expect(lengthOutliers([])).toEqual({ median: 0, at: [] })
})
