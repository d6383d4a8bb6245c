import { expect, it } from 'vitest'
import { episodeRanges, episodesText } from './episode-ranges.ts'

it('puts neighbours together and keeps the order', () => {
  expect(episodeRanges([0, 1, 2, 5])).toEqual(['0-2', '5'])
  expect(episodeRanges([5, 4, 7, 8])).toEqual(['5', '4', '7-8'])
  expect(episodeRanges([])).toEqual([])
})

it('names episodes, of very many only the first', () => {
  expect(episodesText([3])).toBe('episode 3')
  expect(episodesText([0, 1, 2, 7])).toBe('episodes 0-2, 7')
  const even = Array.from({ length: 20 }, (_, i) => 2 * i)
  expect(episodesText(even)).toBe('episodes 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, … (20 in all)')
})
