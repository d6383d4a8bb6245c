import { expect, test } from 'vitest'
import type { MergePreview } from '#shared/model/merge.ts'
import { placeId } from '#shared/model/place.ts'
import { emptyDraft, withSources } from './draft.ts'
import { obstaclesOf } from './obstacles.ts'

const id = placeId.parse('a'.repeat(20))
const empty = withSources(emptyDraft(undefined), [id])
const draft = { ...empty, output: { parent: id, name: 'merged' } }
const good = {
  sources: [{}],
  findings: [{ code: 'STATS_STALE', tier: 'advisory', message: '' }],
  plan: {},
  problem: undefined,
  output: { parent: {}, problem: undefined },
} as unknown as MergePreview

test('nothing stands in the way of a good draft, advice neither', () => {
  expect(obstaclesOf(draft, good)).toEqual([])
})

test('everything that is missing is named at once', () => {
  const preview = { ...good, output: { ...good.output, parent: undefined } }
  expect(obstaclesOf(empty, preview)).toEqual(['Choose the folder for the result.', 'Name the result.'])
})

test('findings that have to be settled are counted as they are shown', () => {
  const findings = [
    { code: 'FPS', tier: 'blocking', message: '', source: 1 },
    { code: 'FPS', tier: 'blocking', message: '', source: 2 },
    { code: 'ROBOT_TYPE', tier: 'fixable', message: '' },
  ] as const
  expect(obstaclesOf(draft, { ...good, findings })).toEqual(['2 findings to settle first.'])
})

test('what is mistyped, and what nobody can tell, is in the way', () => {
  const other = { mistyped: ['pick_a'], unreviewed: 2, isUnchecked: false }
  expect(obstaclesOf(draft, good, other)).toEqual([
    'Correct the episodes of pick_a.',
    'It is not known which episodes of 2 sources are excluded.',
  ])
  expect(obstaclesOf(draft, good, { ...other, isUnchecked: true })).toEqual([
    'The merge could not be checked.',
  ])
})

test('an output that cannot be used is told, and without sources only that', () => {
  const problem = { code: 'OUTPUT_EXISTS', message: '/x exists' } as const
  expect(obstaclesOf(draft, { ...good, output: { ...good.output, problem } })).toHaveLength(1)
  expect(obstaclesOf(emptyDraft(undefined), undefined)).toEqual(['Add the datasets to merge.'])
})
