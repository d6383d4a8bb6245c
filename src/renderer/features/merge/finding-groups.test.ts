import { expect, test } from 'vitest'
import type { Finding } from '#shared/findings.ts'
import { episodeOf, groupFindings } from './finding-groups.ts'

const robot = (source: number, actual: string): Finding => ({
  code: 'ROBOT_TYPE',
  tier: 'fixable',
  source,
  subject: 'robot_type',
  message: `source ${source} was recorded with another robot.`,
  expected: 'so101',
  actual,
  fix: { option: '--robot-type so101', label: 'Treat all of them as so101' },
})

test('equal findings about many sources are one, with one row for what they have in common', () => {
  const groups = groupFindings([robot(1, 'koch'), robot(2, 'koch'), robot(3, 'aloha')])
  expect(groups).toHaveLength(1)
  expect(groups[0]).toMatchObject({
    message: undefined,
    fixes: [{ option: '--robot-type so101' }],
    rows: [
      { sources: [1, 2], expected: 'so101', actual: 'koch' },
      { sources: [3], actual: 'aloha' },
    ],
  })
})

test('blocking comes first; other subjects stay apart', () => {
  const fps = (source: number, subject: string): Finding => ({
    code: 'FPS',
    tier: 'blocking',
    source,
    subject,
    message: 'another rate',
  })
  const groups = groupFindings([robot(1, 'koch'), fps(2, 'fps'), fps(3, 'fps'), fps(3, 'other')])
  expect(
    groups.map(({ code, subject, rows }) => [code, subject, rows.map(({ sources }) => sources)]),
  ).toEqual([
    ['FPS', 'fps', [[2, 3]]],
    ['FPS', 'other', [[3]]],
    ['ROBOT_TYPE', 'robot_type', [[1]]],
  ])
  expect(groups[0]?.message).toBe('another rate')
})

test('a finding about the merge as a whole has no source', () => {
  const groups = groupFindings([
    { code: 'NO_SPACE', tier: 'blocking', message: 'full', expected: '2', actual: '1' },
  ])
  expect(groups[0]?.rows).toEqual([{ sources: [], message: 'full', expected: '2', actual: '1' }])
})

test('an episode is told from its subject', () => {
  expect(episodeOf('episode 12, observation.images.top')).toBe(12)
  expect(episodeOf('episode 3')).toBe(3)
  expect(episodeOf('episodes 3, 4')).toBeUndefined()
  expect(episodeOf(undefined)).toBeUndefined()
})
