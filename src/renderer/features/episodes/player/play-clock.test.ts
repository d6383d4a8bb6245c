import { expect, test } from 'vitest'
import { PlayClock } from './play-clock.ts'

test('a frame lasts until the next one begins', () => {
  const clock = new PlayClock()
  clock.start(10, 1000, 25)
  expect([999, 1000, 1039.9, 1040, 1079, 2000].map((ms) => clock.frameAt(ms))).toEqual([
    10, 10, 10, 11, 11, 35,
  ])
})

test('no frame comes late by rounding', () => {
  const clock = new PlayClock()
  clock.start(0, 0, 30)
  const frames = Array.from({ length: 10_000 }, (_, frame) => frame)
  expect(frames.filter((frame) => clock.frameAt((frame * 1000) / 30) !== frame)).toEqual([])
})

test('it stands still until it is started', () => {
  const clock = new PlayClock()
  clock.start(5, 0, 30)
  clock.stop()
  expect([clock.isRunning, clock.frameAt(10_000)]).toEqual([false, 5])
})
