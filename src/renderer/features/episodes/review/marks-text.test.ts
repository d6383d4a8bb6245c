import { expect, test } from 'vitest'
import { unmarked } from '#shared/model/review.ts'
import { marksText } from './marks-text.ts'

test('says every mark, and that there is none', () => {
  expect(marksText(unmarked(3))).toBe('Episode 3: no marks')
  const marks = { isFlagged: true, isExcluded: true, tags: [1, 4], note: 'x', trim: { from: 2, to: 9 } }
  expect(marksText({ episode: 3, ...marks })).toBe(
    'Episode 3: flagged, excluded, keeps frames 2 to 8, tags 1, 4, with a note',
  )
})
