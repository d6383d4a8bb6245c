import { expect, test } from 'vitest'
import type { NumericFeature } from '#shared/model/episode.ts'
import { elementCount, indexText, plotGroups } from './plot-groups.ts'

const feature = (
  name: string,
  shape: readonly number[] = [1],
  names?: readonly string[],
  dtype = 'float32',
): NumericFeature => ({ name, dtype, shape, names, unit: undefined })

const told = (features: readonly NumericFeature[]) =>
  plotGroups(features).map(({ title, isOpenAtFirst, panels }) => [
    title,
    isOpenAtFirst,
    panels.map(
      (panel) => `${panel.title}: ${panel.series.map(({ id, label }) => `${label}=${id}`).join(' ')}`,
    ),
  ])

test('state and action of one joint are over one another, by name', () => {
  expect(
    told([feature('action', [2], ['gripper', 'pan']), feature('observation.state', [2], ['pan', 'gripper'])]),
  ).toEqual([
    [
      'Joints',
      true,
      [
        'pan: state=observation.state/0 action=action/1',
        'gripper: state=observation.state/1 action=action/0',
      ],
    ],
  ])
})

test('by position where one of them is not named, apart where the names differ', () => {
  expect(told([feature('observation.state', [2]), feature('action', [2], ['x', 'y'])])[0]![2]).toEqual([
    'x: state=observation.state/0 action=action/0',
    'y: state=observation.state/1 action=action/1',
  ])
  expect(told([feature('observation.state', [1]), feature('action', [2])])[0]![2]).toEqual([
    'state 0: state=observation.state/0',
    'action 0: action=action/0',
    'action 1: action=action/1',
  ])
  expect(told([feature('observation.state', [1], ['a']), feature('action', [1], ['b'])])[0]![2]).toEqual([
    'a: state=observation.state/0',
    'b: action=action/0',
  ])
  // Names that do not tell elements apart are none.
  expect(told([feature('action', [2], ['a', 'a'])])[0]![2]).toEqual([
    'action 0: action=action/0',
    'action 1: action=action/1',
  ])
})

test('single values are open, arrays and what numbers the rows are folded', () => {
  const groups = plotGroups([
    feature('next.reward'),
    feature('next.done', [1], undefined, 'bool'),
    feature('tactile', [2, 2, 4]),
    feature('task_index', [], undefined, 'int64'),
    feature('nothing', [0]),
  ])
  expect(
    groups.map(({ title, note, isOpenAtFirst, panels }) => [title, note, isOpenAtFirst, panels.length]),
  ).toEqual([
    ['Signals', undefined, true, 2],
    ['tactile', '2 × 2 × 4', false, 4],
    ['Time and indices', undefined, false, 1],
  ])
  expect(groups[0]!.panels.map(({ series }) => series[0]!.kind)).toEqual(['line', 'band'])
  expect(groups[1]!.panels[1]).toMatchObject({ title: 'tactile [0, 1, 0] …', series: { length: 4 } })
  expect(groups[1]!.panels[1]!.series[3]).toMatchObject({ label: '[0, 1, 3]', element: 7 })
  expect(groups[2]!.panels[0]!.series[0]!.kind).toBe('steps')
})

test('something is always open, and a picture of numbers is not plotted as a whole', () => {
  const [only] = plotGroups([feature('depth', [480, 640])])
  expect(only).toMatchObject({ isOpenAtFirst: true, note: '480 × 640, the first 256 elements' })
  expect(only!.panels.flatMap(({ series }) => series)).toHaveLength(256)
  expect(only!.panels.every(({ series }) => series.length <= 8)).toBe(true)
})

test('every element is in exactly one panel', () => {
  const features = [
    feature('action', [7]),
    feature('observation.state', [6]),
    feature('velocity', [13]),
    feature('grid', [3, 11]),
    feature('index'),
  ]
  const ids = plotGroups(features).flatMap(({ panels }) =>
    panels.flatMap(({ series }) => series.map(({ id }) => id)),
  )
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).toHaveLength(features.reduce((sum, one) => sum + elementCount(one), 0))
})

test('an element has a place in its array', () => {
  expect([0, 5, 15].map((element) => indexText([2, 2, 4], element))).toEqual([
    '[0, 0, 0]',
    '[0, 1, 1]',
    '[1, 1, 3]',
  ])
})
