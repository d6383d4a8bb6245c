import {
  bareEpisodeList,
  cutOff,
  data,
  episodes,
  moved,
  rowsReordered,
  withoutQuantiles,
  without,
  type Oddity,
} from '../support/edit-dataset.ts'
import { dropColumns, mapColumn, retypeColumns } from '../support/edit-table.ts'
import { casesOf, merges, mergesAs, stops, type BadCase } from './case.ts'
import { emptied, shortenedFrames } from './edits.ts'

const list = 'meta/episodes/chunk-000/file-000.parquet'
const top = 'observation.images.top'
const wrist = 'observation.images.wrist'

const rowsOnly = casesOf('nocam_a', 'nocam_b')
const filmed = casesOf('pick_a', 'pick_b')
const sharded = casesOf('sharded', 'pick_b')
const resumed = casesOf('resumed', 'resumed')

const withoutEpisodeStats = episodes(dropColumns((name) => name.startsWith('stats/')))

/** Another value in one row of the episode list. */
function cell(column: string, row: number, value: unknown): Oddity {
  return episodes(mapColumn(column, (own, at) => (at === row ? value : own)))
}

/** Another window of one episode in the file of a camera; frames, as fractions where need be. */
function window(row: number, from: number, to: number, camera = top): Oddity {
  return episodes(
    mapColumn(`videos/${camera}/from_timestamp`, (own, at) => (at === row ? from / 30 : own)),
    mapColumn(`videos/${camera}/to_timestamp`, (own, at) => (at === row ? to / 30 : own)),
  )
}

/** meta/episodes. Episodes of nocam_a have 50 and 60 frames, those of pick_a 40, 35 and 50. */
export const episodeList: readonly BadCase[] = [
  filmed('no episode list', stops('blocking FILE_MISSING meta/episodes'), without('meta/episodes')),
  filmed('an episode list without rows', stops('blocking EPISODES_INVALID meta/episodes'), emptied(list)),
  filmed(
    'an episode list that is cut off',
    stops(`blocking FILE_DAMAGED ${list}`),
    cutOff(list, (length) => length >> 1),
  ),
  rowsOnly(
    'numbers with a gap',
    mergesAs({ as: 'nocam_a' }, 'EPISODE_INDEX meta/episodes'),
    cell('episode_index', 1, 2n),
    data(mapColumn('episode_index', (own) => (own === 1n ? 2n : own))),
  ),
  rowsOnly(
    'numbers with a gap in the list alone',
    mergesAs(
      { as: 'nocam_a' },
      'EPISODE_INDEX data/chunk-000/file-000.parquet',
      'EPISODE_INDEX meta/episodes',
    ),
    cell('episode_index', 1, 2n),
  ),
  rowsOnly(
    'a number twice',
    stops('blocking EPISODE_INDEX meta/episodes', 'blocking EPISODE_ROWS episode 0'),
    cell('episode_index', 1, 0n),
  ),
  rowsOnly(
    'a number twice, in the rows as well',
    stops(
      'blocking EPISODE_INDEX meta/episodes',
      'blocking EPISODE_ROWS episode 0',
      'blocking EPISODE_ROWS episode 0',
    ),
    cell('episode_index', 1, 0n),
    data(mapColumn('episode_index', () => 0n)),
  ),
  rowsOnly(
    'out of order',
    mergesAs({ as: 'nocam_a', episodes: [1, 0] }, 'EPISODE_INDEX meta/episodes'),
    episodes(rowsReordered([1, 0], [2])),
  ),
  rowsOnly('a negative number', stops(`blocking FILE_DAMAGED ${list}`), cell('episode_index', 1, -1n)),
  rowsOnly('no number', stops(`blocking FILE_DAMAGED ${list}`), cell('episode_index', 1, null)),
  rowsOnly('a negative length', stops('blocking EPISODES_INVALID episode 1'), cell('length', 1, -60n)),
  rowsOnly('a length of 2^62', stops('blocking EPISODE_ROWS episode 1'), cell('length', 1, 1n << 62n)),
  rowsOnly('a length that is too short', stops('blocking EPISODE_ROWS episode 1'), cell('length', 1, 59n)),
  rowsOnly('a length of 0 with rows', stops('blocking EPISODE_ROWS episode 1'), cell('length', 1, 0n)),
  rowsOnly(
    'a length of 0 without rows',
    mergesAs(
      { as: 'nocam_a', episodes: [0] },
      'COUNT_DISAGREES total_frames',
      'EPISODE_EMPTY episode 1',
      'EPISODE_RANGE meta/episodes',
      'STATS_STALE meta/stats.json',
    ),
    cell('length', 1, 0n),
    data(rowsReordered([...Array(50).keys()], [50])),
  ),
  rowsOnly(
    'ranges that overlap; rows are counted anew',
    mergesAs({ as: 'nocam_a' }, 'EPISODE_RANGE meta/episodes'),
    cell('dataset_from_index', 1, 40n),
  ),
  rowsOnly(
    'ranges beyond the data',
    mergesAs({ as: 'nocam_a' }, 'EPISODE_RANGE meta/episodes'),
    cell('dataset_to_index', 1, 1n << 40n),
  ),
  sharded(
    'rows that lie in another file than said',
    mergesAs({ as: 'sharded' }, 'EPISODE_FILE meta/episodes'),
    episodes(mapColumn('data/file_index', (own) => (own === 0n ? 1n : own === 1n ? 0n : own))),
  ),
  sharded(
    'a file that is not there, for rows that lie in another one',
    mergesAs({ as: 'sharded' }, 'EPISODE_FILE meta/episodes'),
    cell('data/file_index', 7, 99n),
  ),
  filmed(
    'files that were packed into the first, as merges before 2026-01-28 left them',
    mergesAs({ as: 'pick_a' }, 'EPISODE_FILE meta/episodes'),
    cell('data/file_index', 1, 1n),
    cell('data/file_index', 2, 1n),
  ),
  rowsOnly(
    'a file that is not there, for rows that are not all in another one',
    stops('blocking FILE_MISSING data/chunk-000/file-099.parquet'),
    cell('data/file_index', 1, 99n),
    cell('length', 1, 61n),
  ),
  rowsOnly(
    'a file number that is no number',
    stops('blocking EPISODES_INVALID episode 0'),
    cell('data/file_index', 0, null),
  ),
  rowsOnly(
    'a task that is not listed, beside its own',
    merges(),
    episodes(mapColumn('tasks', (own, row) => (row === 0 ? [...(own as string[]), 'Fold the towel'] : own))),
  ),
  rowsOnly('no task', mergesAs({ as: 'nocam_a' }), cell('tasks', 0, [])),
  rowsOnly(
    'no column of tasks',
    mergesAs({ as: 'nocam_a' }),
    episodes(dropColumns((name) => name === 'tasks')),
  ),
  filmed('a window reversed', stops(`blocking WINDOW_LENGTH episode 1, ${top}`), window(1, 75, 40)),
  filmed('a window that is too short', stops(`blocking WINDOW_LENGTH episode 1, ${top}`), window(1, 40, 74)),
  filmed(
    'a window that overlaps its neighbour',
    stops(`blocking WINDOW_OVERLAP episode 2, ${top}`),
    window(2, 74, 124),
  ),
  filmed(
    'two windows that are the same',
    stops(`blocking WINDOW_OVERLAP episode 1, ${top}`),
    window(1, 0, 35),
  ),
  filmed('a window beyond the file', stops(`blocking WINDOW_OVERRUN episode 2, ${top}`), window(2, 76, 126)),
  filmed(
    'a window that is a million hours away',
    stops(`blocking WINDOW_OVERRUN episode 2, ${wrist}`),
    window(2, 1e11, 1e11 + 50, wrist),
  ),
  filmed('a negative window', stops('blocking EPISODES_INVALID episode 0'), window(0, -40, 0)),
  filmed('a window that is not a number', stops('blocking EPISODES_INVALID episode 0'), window(0, NaN, 40)),
  filmed(
    'windows slightly off the frame grid',
    mergesAs({ as: 'pick_a' }, `WINDOW_OFF_GRID ${top}`),
    window(1, 40.1, 75.1),
  ),
  filmed(
    'a window off the frame grid by half a frame',
    stops(`blocking WINDOW_OFF_GRID episode 2, ${top}`),
    window(2, 74.5, 124.5),
  ),
  filmed(
    'windows that drifted by most of a frame, and the frames with them',
    mergesAs({ as: 'pick_a' }, `WINDOW_OFF_GRID ${top}`),
    shortenedFrames(`videos/${top}/chunk-000/file-000.mp4`, [39, 74], 0.4),
    window(0, 0, 39.6),
    window(1, 39.6, 74.2),
    window(2, 74.2, 124.2),
  ),
  filmed(
    'windows that drifted by most of a frame, without the frames',
    stops(`blocking WINDOW_LENGTH episode 1, ${top}`),
    window(0, 0, 39.6),
    window(1, 39.6, 74.2),
    window(2, 74.2, 124.2),
  ),
  filmed(
    'no columns of a camera',
    stops(`blocking FILE_DAMAGED ${list}`),
    episodes(dropColumns((name) => name.startsWith(`videos/${wrist}/`))),
  ),
  filmed(
    'a camera whose file is not there',
    stops(`blocking FILE_MISSING videos/${top}/chunk-000/file-009.mp4`),
    cell(`videos/${top}/file_index`, 1, 9n),
  ),
  rowsOnly(
    'lengths stored as floating point numbers',
    mergesAs({ as: 'nocam_a' }),
    episodes(retypeColumns((name) => name === 'length', 'DOUBLE', Number)),
  ),
  rowsOnly(
    'statistics of episodes stored as integers',
    mergesAs({ as: 'nocam_a' }),
    episodes(retypeColumns((name) => name === 'stats/action/count', 'DOUBLE', Number)),
  ),
  rowsOnly(
    'statistics of episodes that have the shape of another feature',
    merges('STATS_SHAPE meta/episodes'),
    episodes(mapColumn('stats/action/mean', () => [0.5])),
  ),
  rowsOnly(
    'statistics of episodes that have no values',
    merges(),
    episodes(mapColumn('stats/action/mean', () => [])),
  ),
  filmed(
    'picture statistics of episodes that have another shape',
    merges('STATS_SHAPE meta/episodes'),
    episodes(mapColumn(`stats/${top}/mean`, () => [[[0.5]]])),
  ),
  rowsOnly(
    'bookkeeping only, as converters write it',
    mergesAs({ as: 'nocam_a', butFor: [withoutEpisodeStats] }, 'STATS_COLUMNS meta/episodes'),
    bareEpisodeList,
  ),
  rowsOnly(
    'no quantiles',
    merges('QUANTILES_MISSING meta/episodes', 'QUANTILES_MISSING meta/stats.json'),
    withoutQuantiles,
  ),
  resumed('two files, as a resumed recording has them', merges('DUPLICATE_SOURCE odd')),
  resumed(
    'two files whose rows name files that are not there',
    merges('DUPLICATE_EPISODE episodes 0, 1, 2', 'META_FILE_INDEX meta/episodes'),
    episodes(mapColumn('meta/episodes/file_index', (_, row) => BigInt(row + 7))),
  ),
  resumed(
    'two files in the wrong order',
    mergesAs(
      { as: 'resumed', episodes: [2, 0, 1] },
      'DUPLICATE_EPISODE episodes 0, 1, 2',
      'EPISODE_INDEX meta/episodes',
      'META_FILE_INDEX meta/episodes',
    ),
    moved({
      [list]: 'meta/episodes/chunk-000/file-001.parquet',
      'meta/episodes/chunk-000/file-001.parquet': list,
    }),
  ),
]
