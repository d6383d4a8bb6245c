import { expect, test } from 'vitest'
import { mergeOptionsSchema } from '#shared/plan.ts'
import { appliedFixes, fixingOf } from './fixes.ts'

test.each([
  ['--robot-type so101', { kind: 'options', change: { robotType: 'so101' } }],
  ['--robot-type "so 101"', { kind: 'options', change: { robotType: 'so 101' } }],
  ['--first-names', { kind: 'options', change: { firstNames: true } }],
  ['--drop-audio', { kind: 'options', change: { dropAudio: true } }],
  ['--skip-broken', { kind: 'skip-broken' }],
  ['--remove-leftovers', { kind: 'remove-leftovers' }],
  ['--robot-type', undefined],
  ['--something-new 3', undefined],
])('%j becomes %j', (option, fixing) => {
  expect(fixingOf(option)).toEqual(fixing)
})

test('fixes in force can be taken back', () => {
  const options = mergeOptionsSchema.parse({ robotType: 'so101', dropAudio: true })
  expect(appliedFixes(options).map(({ label }) => label)).toEqual(['Robot: so101', 'Sound left out'])
  const without = appliedFixes(options).reduce((left, { undo }) => undo(left), options)
  expect(without).toEqual(mergeOptionsSchema.parse({}))
  expect(appliedFixes(mergeOptionsSchema.parse({}))).toEqual([])
})
