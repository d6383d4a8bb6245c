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
