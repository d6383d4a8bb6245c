import { expect, test } from 'vitest'
import type { Finding } from '#shared/findings.ts'
import { groupFindings } from './finding-groups.ts'

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
  expect(groups[0]?.rows).toEqual([
    { sources: [], episodes: undefined, message: 'full', expected: '2', actual: '1' },
  ])
})

test('broken episodes of a camera are one matter, with a row for each', () => {
  const broken = (source: number, episode: number): Finding => ({
    code: 'WINDOW_LENGTH',
    tier: 'blocking',
    source,
    subject: `episode ${episode}, observation.images.top`,
    episodes: [episode],
    message: `The window of episode ${episode} is not as long as the episode.`,
    expected: '50 frames',
    actual: '49 frames',
    fix: { option: '--skip-broken', label: 'Leave out the 3 broken episodes' },
  })
  const groups = groupFindings([broken(0, 1), broken(0, 4), broken(1, 1)])
  expect(groups).toMatchObject([
    {
      subject: 'observation.images.top',
      fixes: [{ option: '--skip-broken' }],
      rows: [
        { sources: [0], episodes: [1] },
        { sources: [0], episodes: [4] },
        { sources: [1], episodes: [1] },
      ],
    },
  ])
})

test('what is left out stands apart from advice of the same kind', () => {
  const missing: Finding = {
    code: 'FILE_MISSING',
    tier: 'advisory',
    source: 0,
    subject: 'data/chunk-000/file-001.parquet',
    episodes: [2, 3],
    message: 'data/chunk-000/file-001.parquet is missing.',
  }
  expect(groupFindings([{ ...missing, isLeftOut: true }, missing]).map(({ isLeftOut }) => isLeftOut)).toEqual(
    [true, false],
  )
})
