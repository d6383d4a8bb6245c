import { expect, test } from 'vitest'
import { nextRate, secondsLeft, type JobRate } from './job-rate.ts'

const run = (samples: readonly [seconds: number, megabytes: number][]): JobRate | undefined =>
  samples.reduce<JobRate | undefined>(
    (rate, [seconds, megabytes]) =>
      nextRate(rate, { atMs: seconds * 1000, bytes: megabytes * 1e6, fraction: megabytes / 1000 }),
    undefined,
  )

test('a steady job has its own speed, however often it tells', () => {
  const often = run(Array.from({ length: 100 }, (_, i) => [i / 10, i * 10]))
  expect(often?.bytesPerSecond).toBeCloseTo(100e6, -4)
})

test('what precedes the first byte does not count', () => {
  const late = run([
    [0, 0],
    [30, 0],
    [31, 100],
    [32, 200],
  ])
  expect(late?.bytesPerSecond).toBeCloseTo(100e6)
})

test('one sample is no speed', () => {
  expect(run([[0, 5]])?.bytesPerSecond).toBeUndefined()
})

test('a job that stands still slows down and does not go below nothing', () => {
  const still = run([
    [0, 1],
    [1, 100],
    [5, 100],
    [20, 100],
  ])
  expect(still!.bytesPerSecond).toBeGreaterThanOrEqual(0)
  expect(still!.bytesPerSecond).toBeLessThan(2e6)
})

test('another run of the job begins anew', () => {
  const again = run([
    [0, 1],
    [1, 100],
    [2, 50],
  ])
  expect(again?.bytesPerSecond).toBeUndefined()
})

test('what is left follows the way so far and the speed of the moment', () => {
  expect(secondsLeft(0.5, 10, undefined)).toBeCloseTo(10)
  expect(secondsLeft(0, 10, undefined)).toBeUndefined()
  expect(secondsLeft(1, 10, undefined)).toBeUndefined()
  const fast = run([
    [0, 1],
    [1, 100],
  ])
  expect(secondsLeft(0.5, 10, fast)).toBeCloseTo(0.5 / ((0.099 + 0.05) / 2))
})
