import { describe, expect, test } from 'vitest'
import { formatBytes } from '#shared/format-bytes.ts'
import { formatWhen } from './date.ts'
import { formatDuration, formatEstimate, formatTime } from './duration.ts'
import { formatCount, formatCountOf, formatFps, formatPercent } from './numbers.ts'
import { shortenMiddle, shortenPath } from './path.ts'

describe('bytes', () => {
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [12_345, '12.3 kB'],
    [99_960, '100 kB'],
    [999_600, '1.0 MB'],
    [1_030_000_000, '1.0 GB'],
    [5e18, '5000 PB'],
  ])('%d is %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text)
  })
})

describe('numbers', () => {
  test('thousands are separated', () => {
    expect(formatCount(50_000)).toBe('50,000')
    expect(formatCountOf(1, 'episode')).toBe('1 episode')
    expect(formatCountOf(2000, 'episode')).toBe('2,000 episodes')
  })
  test('rates are as short as they can be', () => {
    expect(formatFps(30)).toBe('30')
    expect(formatFps(29.97)).toBe('29.97')
  })
  test('100 % means done', () => {
    expect(formatPercent(0.9999)).toBe('99 %')
    expect(formatPercent(1)).toBe('100 %')
  })
})

describe('durations', () => {
  test.each([
    [0, '0:00'],
    [7.4, '0:07'],
    [59.6, '1:00'],
    [3599.7, '1:00:00'],
    [3760, '1:02:40'],
  ])('%d s is %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text)
  })
  test.each([
    [0, '0:00.00'],
    [7.333, '0:07.33'],
    [59.999, '1:00.00'],
    [75.5, '1:15.50'],
  ])('%d s into a recording is %s', (seconds, text) => {
    expect(formatTime(seconds)).toBe(text)
  })
  test('estimates do not pretend to know', () => {
    expect(formatEstimate(3)).toBe('a few seconds')
    expect(formatEstimate(47)).toBe('about 50 s')
    expect(formatEstimate(200)).toBe('about 3 min')
    expect(formatEstimate(9000)).toBe('about 2.5 h')
  })
})

describe('moments', () => {
  const now = new Date(2026, 10, 23, 9, 30).getTime()
  test('the closer, the shorter', () => {
    expect(formatWhen(new Date(2026, 10, 23, 0, 5).getTime(), now)).toBe('today 00:05')
    expect(formatWhen(new Date(2026, 10, 22, 23, 59).getTime(), now)).toBe('yesterday 23:59')
    expect(formatWhen(new Date(2026, 9, 3, 14, 5).getTime(), now)).toBe('3 Oct 14:05')
    expect(formatWhen(new Date(2025, 11, 31).getTime(), now)).toBe('31 Dec 2025')
  })
})

describe('paths', () => {
  test('are shortened in the middle, the last part last', () => {
    const path = '/home/lab/recordings/2026/november/pick_a'
    expect(shortenPath(path, 60)).toBe(path)
    expect(shortenPath(path, 36)).toBe('/home/lab/…/2026/november/pick_a')
    expect(shortenPath(path, 16)).toBe('/…/pick_a')
    expect(shortenPath(path, 8)).toBe('…/pick_a')
    expect(shortenPath('C:\\recordings\\2026\\november\\pick_a', 16)).toBe('C:\\…\\pick_a')
  })
  test('never become longer than asked for', () => {
    for (let max = 3; max < 45; max++)
      expect(shortenPath('/home/lab/recordings/2026/november/pick_a', max).length).toBeLessThanOrEqual(max)
  })
  test('names keep both ends', () => {
    expect(shortenMiddle('observation.images.wrist', 11)).toBe('obser…wrist')
  })
})
