import { expect, test } from 'vitest'
import { jobSteps } from './job-steps.ts'

test('what is behind is done, what is ahead is not', () => {
  const steps = jobSteps('videos', false)
  expect(steps.map(({ phase, state }) => `${phase} ${state}`)).toEqual([
    'open done',
    'check done',
    'data done',
    'videos current',
    'statistics ahead',
    'metadata ahead',
    'verify ahead',
    'publish ahead',
  ])
})

test('comparing is a step of repeated merges', () => {
  expect(jobSteps('open', true).at(-1)).toMatchObject({ phase: 'compare', state: 'ahead' })
  expect(jobSteps('compare', false).at(-1)).toMatchObject({ phase: 'compare', state: 'current' })
})
