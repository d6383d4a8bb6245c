import { expect, it } from 'vitest'
import { evenTimes, identityOrder } from './shared-sequences.ts'

it('what was given stays as it is when longer sequences and other clocks are asked for', () => {
  const clock = { first: 0, step: 512, timescale: 15360, delay: 0 }
  const expected = (length: number) => Array.from({ length }, (_, k) => (k * 512) / 15360)
  const [order, times] = [identityOrder(3), evenTimes(3, clock)]
  for (const step of [1, 2, 3, 4, 5]) evenTimes(4, { ...clock, step })
  expect([...evenTimes(1000, clock)]).toEqual(expected(1000))
  expect([...identityOrder(1000)]).toEqual(Array.from({ length: 1000 }, (_, i) => i))
  expect([...times]).toEqual(expected(3))
  expect([...order]).toEqual([0, 1, 2])
})

it('videos of one clock look at the same array', () => {
  const clock = { first: 512, step: 512, timescale: 15360, delay: 0.5 }
  const long = evenTimes(100, clock)
  expect(evenTimes(50, { ...clock }).buffer).toBe(long.buffer)
  expect(long[1]).toBe((512 + 512) / 15360 + 0.5)
})
