import { expect, it } from 'vitest'
import { nextOutput } from './next-name.ts'

it.each([
  ['/d/week', [], '/d/week-again'],
  ['/d/week', ['/d/week-again'], '/d/week-again-2'],
  ['/d/week', ['/d/week-again', '/d/week-again-2'], '/d/week-again-3'],
  ['/d/week-again-2', ['/d/week-again', '/d/week-again-2'], '/d/week-again-3'],
  ['/d/week-again', ['/d/week-again'], '/d/week-again-2'],
  ['/d/-again', [], '/d/-again-again'],
])('%s with %j taken: %s', async (earlier, taken, next) => {
  expect(await nextOutput(earlier, (path) => Promise.resolve(taken.includes(path)))).toBe(next)
})

it('keeps room for the name of a staging area', async () => {
  const next = await nextOutput(`/d/${'x'.repeat(255)}`, () => Promise.resolve(false))
  expect(next.length).toBeLessThan(220)
})
