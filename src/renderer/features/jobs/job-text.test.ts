import { expect, test } from 'vitest'
import { comparisonText, verificationText } from './job-text.ts'

test('a verification says what it went by', () => {
  const verification = { episodes: 1200, frames: 9, checks: 30, failures: [], against: 'sources' } as const
  expect(verificationText(verification)).toBe(
    'Verified: 1,200 episodes compared with their sources, 30 checks passed.',
  )
  const failures = [{ subject: 'rows', message: 'differ' }]
  expect(verificationText({ ...verification, failures })).toBe('1 of 30 checks failed.')
})

test('a comparison counts what differs', () => {
  expect(comparisonText({ kind: 'identical', files: 7, bytes: 9 })).toBe(
    'Byte-identical to the earlier result: all 7 files.',
  )
  const told = { kind: 'different', changed: ['a', 'b'], added: [], removed: ['c'] } as const
  expect(comparisonText({ ...told, counts: { changed: 2000, added: 0, removed: 1 } })).toBe(
    'Differs from the earlier result: 2,000 files changed, 1 file removed.',
  )
  expect(comparisonText({ ...told, counts: { changed: 0, added: 1, removed: 0 } })).toBe(
    'Differs from the earlier result: 1 file added.',
  )
})
