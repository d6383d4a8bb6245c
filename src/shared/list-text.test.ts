import { expect, it } from 'vitest'
import { listText } from './list-text.ts'

it('a list names its first, and counts the others', () => {
  expect(listText(['a', 'b'], 2)).toBe('a, b')
  expect(listText(['a', 'b', 'c'], 1)).toBe('a and 2 more')
  expect(
    listText(
      Array.from({ length: 1203 }, (_, i) => i),
      3,
    ),
  ).toBe('0, 1, 2 and 1,200 more')
})
