import { expect, test } from 'vitest'
import { unmarked } from '#shared/model/review.ts'
import { changedMarks, reversed, trimmedAt } from './marks.ts'

const whole = unmarked(3)
const part = { ...whole, trim: { from: 4, to: 11 } }

test.each([
  ['begins at a frame', whole, 'in', 4, { from: 4, to: 20 }],
  ['ends with a frame', whole, 'out', 10, { from: 0, to: 11 }],
  ['gets another beginning', part, 'in', 5, { from: 5, to: 11 }],
  ['gets another end', part, 'out', 8, { from: 4, to: 9 }],
  ['has its beginning again', part, 'in', 4, { from: 0, to: 11 }],
  ['has its end again', part, 'out', 10, { from: 4, to: 20 }],
  ['begins behind its end: it ends where the episode does', part, 'in', 11, { from: 11, to: 20 }],
  ['ends before its beginning: it begins where the episode does', part, 'out', 3, { from: 0, to: 4 }],
  ['is one frame', part, 'in', 10, { from: 10, to: 11 }],
  ['is all of it', whole, 'out', 19, null],
  ['is all of it again', { ...whole, trim: { from: 4, to: 20 } }, 'in', 4, null],
] as const)('a part %s', (_, marks, side, frame, trim) => {
  const change = trimmedAt(marks, side, frame, 20)
  expect(change).toEqual({ episode: 3, trim })
  const changed = changedMarks(marks, change)
  expect(changed.trim).toEqual(trim ?? undefined)
  expect(changedMarks(changed, reversed(marks, change))).toEqual(marks)
})
