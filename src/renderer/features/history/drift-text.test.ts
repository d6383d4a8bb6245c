import { expect, test } from 'vitest'
import { driftHeading, driftSummary, driftText } from './drift-text.ts'

test('a drift in words', () => {
  expect(driftText({ kind: 'grown', episodesAdded: 3 })).toBe('3 episodes added')
  expect(driftText({ kind: 'grown', episodesAdded: 1 })).toBe('1 episode added')
  expect(driftText({ kind: 'changed', what: 'fps' })).toBe('changed: fps')
})

test('what was located anew is not missing any more', () => {
  const drifts = [
    { kind: 'unchanged' },
    { kind: 'missing' },
    { kind: 'grown', episodesAdded: 2 },
    { kind: 'missing' },
  ] as const
  const summary = driftSummary(drifts, new Map([[1, 'place']]))
  expect(summary).toEqual({ changed: [2], missing: [3] })
  expect(driftHeading(summary)).toBe('1 source changed since, 1 source not found')
  expect(driftHeading({ changed: [], missing: [] })).toBe('All sources are as they were')
})
