import { expect, test } from 'vitest'
import { outputNameProblem, proposedName } from './output-name.ts'

test.each(['merged', 'pick and place 2', 'ünïcode', 'a.b'])('%j is a good name', (name) => {
  expect(outputNameProblem(name)).toBeUndefined()
})

test.each(['a/b', 'a\\b', '.', '..'])('%j is not', (name) => {
  expect(outputNameProblem(name)).toBeTypeOf('string')
})

test('nothing typed yet is no problem to show', () => {
  expect(outputNameProblem('')).toBeUndefined()
})

test.each([
  [['pick_a', 'pick_b', 'pick_c'], 'pick_merged'],
  [['session_01', 'session_02'], 'session_merged'],
  [['only'], 'only_merged'],
  [['alpha', 'beta'], 'merged'],
  [[], ''],
])('%j are proposed as %j', (names, proposed) => {
  expect(proposedName(names)).toBe(proposed)
})
