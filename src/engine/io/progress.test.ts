import { expect, it } from 'vitest'
import type { Progress } from '#shared/progress.ts'
import { ProgressMeter } from './progress.ts'

it('begins at nothing, never goes back, ends at everything, and a phase takes no more than its share', () => {
  const reports: Progress[] = []
  const meter = new ProgressMeter(
    [
      ['data', 100],
      ['videos', 300],
    ],
    (progress) => reports.push(progress),
  )
  meter.start('data')
  meter.add(5000)
  meter.start('videos')
  meter.finish()
  expect(reports.map(({ phase, fraction }) => [phase, fraction])).toEqual([
    ['data', 0],
    ['videos', 0.25],
    ['videos', 1],
  ])
})

it('shows the first phase that is not done when phases overlap, and every phase once', () => {
  const reports: Progress[] = []
  const meter = new ProgressMeter(
    [
      ['data', 100],
      ['videos', 200],
      ['statistics', 50],
      ['metadata', 50],
    ],
    (progress) => reports.push(progress),
  )
  meter.start('data')
  meter.add(100, 'videos')
  meter.done('data')
  meter.done('statistics')
  meter.add(50, 'videos')
  meter.done('videos')
  meter.finish()
  expect(reports.map(({ phase, bytesDone }) => [phase, bytesDone])).toEqual([
    ['data', 0],
    ['videos', 200],
    ['statistics', 350],
    ['metadata', 350],
    ['metadata', 400],
  ])
})
