import { cutOff, stats, tables, tasksFile, without, withoutMetadata } from '../support/edit-dataset.ts'
import { dropColumns } from '../support/edit-table.ts'
import { casesOf, merges, mergesAs, stops, type BadCase } from './case.ts'
import { replaced, swollen } from './edits.ts'

const statsJson = 'meta/stats.json'
const tasks = 'meta/tasks.parquet'
const top = 'observation.images.top'

const rowsOnly = casesOf('nocam_a', 'nocam_b')
const filmed = casesOf('pick_a', 'pick_b')

/** meta/tasks.parquet and meta/stats.json. */
export const tasksAndStats: readonly BadCase[] = [
  rowsOnly(
    'tasks.parquet is missing',
    mergesAs({ as: 'nocam_a' }, 'TASKS_MISSING meta/tasks.parquet'),
    without(tasks),
  ),
  rowsOnly(
    'tasks.parquet has a text twice',
    merges('COUNT_DISAGREES total_tasks', 'TASKS_DISAGREE meta/tasks.parquet'),
    tasksFile([
      [0, 'Pick the red cube'],
      [1, 'Pick the red cube'],
    ]),
  ),
  rowsOnly(
    'tasks.parquet has a hole',
    merges('COUNT_DISAGREES total_tasks', 'TASKS_ORDER meta/tasks.parquet'),
    tasksFile([
      [0, 'Pick the red cube'],
      [2, 'Place it in the bin'],
    ]),
  ),
  filmed(
    'tasks.parquet has a hole where rows point',
    stops('blocking TASKS_MISSING meta/tasks.parquet'),
    tasksFile([
      [0, 'Pick the red cube'],
      [2, 'Place it in the bin'],
    ]),
  ),
  rowsOnly(
    'tasks.parquet has a number twice',
    stops('blocking FILE_DAMAGED meta/tasks.parquet'),
    tasksFile([
      [0, 'Pick the red cube'],
      [0, 'Place it in the bin'],
    ]),
  ),
  rowsOnly(
    'tasks.parquet has no pandas metadata',
    mergesAs({ as: 'nocam_a' }),
    tables(tasks, withoutMetadata),
  ),
  rowsOnly(
    'tasks.parquet has no texts',
    stops('blocking FILE_DAMAGED meta/tasks.parquet'),
    tables(
      tasks,
      dropColumns((name) => name !== 'task_index'),
    ),
  ),
  rowsOnly(
    'stats.json is missing',
    mergesAs({ as: 'nocam_a' }, 'STATS_MISSING meta/stats.json'),
    without(statsJson),
  ),
  rowsOnly(
    'stats.json is cut off',
    mergesAs({ as: 'nocam_a' }, 'STATS_MISSING meta/stats.json'),
    cutOff(statsJson, (length) => length >> 1),
  ),
  rowsOnly(
    'stats.json is not UTF-8',
    mergesAs({ as: 'nocam_a' }, 'STATS_MISSING meta/stats.json'),
    replaced(statsJson, new Uint8Array([0xff, 0xfe, 0x7b, 0])),
  ),
  rowsOnly(
    'stats.json is 200 MB large',
    mergesAs({ as: 'nocam_a' }, 'STATS_MISSING meta/stats.json'),
    swollen(statsJson, 200e6),
  ),
  rowsOnly(
    'stats.json is a list',
    mergesAs({ as: 'nocam_a' }, 'STATS_MISSING meta/stats.json'),
    replaced(statsJson, '[1, 2]'),
  ),
  rowsOnly(
    'stats.json has NaN and infinity',
    mergesAs({ as: 'nocam_a' }, 'STATS_NOT_FINITE meta/stats.json'),
    stats((all) => {
      all['action']!['mean'] = [NaN, Infinity, -Infinity, 0, 0, 0]
    }),
  ),
  rowsOnly(
    'stats.json has numbers as ragged lists',
    mergesAs({ as: 'nocam_a' }, 'STATS_SHAPE meta/stats.json'),
    stats((all) => {
      all['action']!['mean'] = [1, [2, 3], [[4]]]
    }),
  ),
  rowsOnly(
    'stats.json has the numbers of another feature',
    mergesAs({ as: 'nocam_a' }, 'STATS_SHAPE meta/stats.json'),
    stats((all) => {
      all['action'] = { ...all['timestamp'] }
    }),
  ),
  rowsOnly(
    'stats.json has texts',
    mergesAs({ as: 'nocam_a' }, 'STATS_MISSING meta/stats.json'),
    stats((all) => {
      all['action']!['mean'] = ['a', 'b']
    }),
  ),
  filmed(
    'stats.json has picture statistics as ragged lists',
    mergesAs({ as: 'pick_a' }, 'STATS_SHAPE meta/stats.json'),
    stats((all) => {
      all[top]!['mean'] = [[[0.5]], [[0.5, 0.5]], [0.5]]
    }),
  ),
  filmed(
    'stats.json has picture statistics of another shape',
    mergesAs({ as: 'pick_a' }, 'STATS_SHAPE meta/stats.json'),
    stats((all) => {
      all[top] = { ...all['action'] }
    }),
  ),
  filmed(
    'stats.json has pictures without counts',
    mergesAs({ as: 'pick_a' }),
    stats((all) => {
      Reflect.deleteProperty(all[top]!, 'count')
    }),
  ),
]
