import { expect, test } from 'vitest'
import { parseMoment } from './moment.ts'

test.each([
  ['120', 120],
  [' 0 ', 0],
  ['4s', 120],
  ['0:04', 120],
  ['1:04.5', 1935],
  ['0:04,50', 135],
  ['64.5', 1935],
  ['1,234', 1234],
  ['1,234,567', 1_234_567],
  ['1:04,500', 1935],
  ['', undefined],
  ['-1', undefined],
  ['1:2:3', undefined],
  ['frame 3', undefined],
])('%j is frame %j at 30 fps', (text, frame) => {
  expect(parseMoment(text, 30)).toBe(frame)
})
