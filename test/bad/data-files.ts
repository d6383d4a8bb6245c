import { EnabledStatistics } from 'parquet-wasm'
import {
  bytes,
  columnsReversed,
  cutOff,
  data,
  extraFile,
  oneRowGroup,
  rowsReordered,
  without,
  withoutMetadata,
  type Oddity,
} from '../support/edit-dataset.ts'
import { addColumn, dropColumns, mapColumn, retypeColumns } from '../support/edit-table.ts'
import { rewritten } from '../support/rewrite-parquet.ts'
import { casesOf, fails, merges, mergesAs, stops, type BadCase } from './case.ts'
import { bytesRemoved, emptied, replaced, textColumn } from './edits.ts'

const rows = 'data/chunk-000/file-000.parquet'
const damaged = stops(`blocking FILE_DAMAGED ${rows}`)

const rowsOnly = casesOf('nocam_a', 'nocam_b')
const alone = casesOf('nocam_a')
const pictures = casesOf('images_a', 'images_b')
const sharded = casesOf('sharded', 'pick_b')

/** Every column has lost the type that Arrow gave it. */
const retyped =
  'SCHEMA_DRIFT observation.state, action, timestamp, frame_index, episode_index, index, task_index'

const indexColumns = ['frame_index', 'episode_index', 'index', 'task_index']

/** What the footer says of its own length. */
function footerLength(length: number): Oddity {
  return bytes(rows, (file) => file.writeUInt32LE(length, file.length - 8))
}

/** One value of a column of the rows; row 53 is the fourth of episode 1. */
function cell(column: string, value: unknown): Oddity {
  return data(mapColumn(column, (own, row) => (row === 53 ? value : own)))
}

/** Files of data/. The rows of nocam_a are 50 and 60, an episode in each of two row groups. */
export const dataFiles: readonly BadCase[] = [
  rowsOnly('data file missing', stops(`blocking FILE_MISSING ${rows}`), without(rows)),
  rowsOnly(
    'data file empty',
    damaged,
    cutOff(rows, () => 0),
  ),
  rowsOnly(
    'data file without footer',
    damaged,
    cutOff(rows, (length) => length - 3000),
  ),
  rowsOnly(
    'data file that lost its last byte',
    damaged,
    cutOff(rows, (length) => length - 1),
  ),
  rowsOnly('data file with nothing but its magic', damaged, replaced(rows, 'PAR1PAR1')),
  rowsOnly('data file of zeros', damaged, replaced(rows, new Uint8Array(5000))),
  rowsOnly('data file that is not Parquet', damaged, replaced(rows, 'episode_index,frame_index\n0,0\n')),
  rowsOnly(
    'data file that is a Git LFS pointer',
    damaged,
    replaced(rows, 'version https://git-lfs.github.com/spec/v1\n'),
  ),
  rowsOnly('data file that is a folder', damaged, without(rows), extraFile(`${rows}/inner.txt`, '')),
  rowsOnly(
    'encrypted',
    damaged,
    bytes(rows, (file) => file.write('PARE', file.length - 4, 'latin1')),
  ),
  rowsOnly('footer length too big', damaged, footerLength(1 << 24)),
  rowsOnly('footer length too small', damaged, footerLength(100)),
  rowsOnly('footer length negative', damaged, footerLength(0xffffffff)),
  rowsOnly('footer length 0', damaged, footerLength(0)),
  rowsOnly('column chunks that lie beyond the file', damaged, bytesRemoved(rows, 4, 4000)),
  rowsOnly(
    'no rows',
    stops('blocking EPISODE_ROWS episode 0', 'blocking EPISODE_ROWS episode 1'),
    emptied(rows),
  ),
  rowsOnly(
    'a column missing',
    stops('blocking COLUMN_MISSING action'),
    data(dropColumns((name) => name === 'action')),
  ),
  rowsOnly(
    'the episode numbers missing',
    stops(`blocking FILE_DAMAGED ${rows}`),
    data(dropColumns((name) => name === 'episode_index')),
  ),
  rowsOnly(
    'the task numbers missing',
    stops('blocking COLUMN_MISSING task_index'),
    data(dropColumns((name) => name === 'task_index')),
  ),
  rowsOnly(
    'a column that info.json does not name',
    stops('blocking COLUMN_UNDECLARED note'),
    data(addColumn('note', 'UTF8', () => 'x')),
  ),
  rowsOnly(
    'a column of text instead of numbers',
    stops('blocking COLUMN_TYPE timestamp'),
    data(
      dropColumns((name) => name === 'timestamp'),
      addColumn('timestamp', 'UTF8', () => 'now'),
    ),
  ),
  alone('a wider column', merges(), data(retypeColumns((name) => name === 'action', 'DOUBLE', Number))),
  rowsOnly(
    'index columns of 32 bits',
    mergesAs({ as: 'nocam_a' }, retyped),
    data(retypeColumns((name) => indexColumns.includes(name), 'INT32', Number)),
  ),
  rowsOnly('an episode number that is null', damaged, cell('episode_index', null)),
  rowsOnly('an index that is null; rows are counted anew', mergesAs({ as: 'nocam_a' }), cell('index', null)),
  rowsOnly('an index that is 2^63 - 1', mergesAs({ as: 'nocam_a' }), cell('index', (1n << 63n) - 1n)),
  rowsOnly(
    'a task number that is null',
    stops('blocking TASKS_MISSING meta/tasks.parquet'),
    cell('task_index', null),
  ),
  rowsOnly(
    'a task number that is not listed',
    stops('blocking TASKS_MISSING meta/tasks.parquet'),
    cell('task_index', 7n),
  ),
  rowsOnly(
    'a frame number that is null',
    stops('blocking VALUES_MISSING frame_index'),
    cell('frame_index', null),
  ),
  rowsOnly(
    'a frame number that is null, which no statistics say',
    fails('PARQUET_INVALID', 'frame_index'),
    cell('frame_index', null),
    rewritten((properties) => properties.setStatisticsEnabled(EnabledStatistics.None)),
  ),
  rowsOnly('a vector that is null', stops('blocking VALUES_MISSING action'), cell('action', null)),
  rowsOnly(
    'a vector that is null in a row group of all episodes',
    stops('blocking VALUES_MISSING action'),
    cell('action', null),
    data(oneRowGroup),
  ),
  rowsOnly(
    'a row of another episode in between',
    stops('blocking EPISODE_ROWS episode 0', 'blocking EPISODE_ROWS episode 1'),
    cell('episode_index', 0n),
  ),
  rowsOnly(
    'episodes that alternate row by row',
    stops('blocking EPISODE_ROWS episode 0', 'blocking EPISODE_ROWS episode 1'),
    data(mapColumn('episode_index', (_, row) => BigInt(row % 2))),
  ),
  rowsOnly(
    'episodes in the other order',
    merges(),
    data(rowsReordered([...Array(60).keys()].map((row) => row + 50).concat([...Array(50).keys()]), [60, 50])),
  ),
  sharded('an episode in two files', stops('blocking EPISODE_ROWS episode 4'), (dir) =>
    data(mapColumn('episode_index', (own) => (own === 4n ? 3n : own)))(dir),
  ),
  rowsOnly('all episodes in one row group', merges(`ROW_GROUP_SHARED ${rows}`), data(oneRowGroup)),
  pictures(
    'pictures of all episodes in one row group',
    merges(`ROW_GROUP_SHARED ${rows}`),
    data(oneRowGroup),
  ),
  rowsOnly(
    'columns in the other order, no metadata',
    mergesAs({ as: 'nocam_a' }, retyped),
    data(columnsReversed, withoutMetadata),
  ),
  alone('text', merges(), textColumn('note')),
  rowsOnly(
    'a file that no episode names',
    mergesAs({ as: 'nocam_a' }, 'FILE_UNREFERENCED data/chunk-000/file-009.parquet'),
    extraFile('data/chunk-000/file-009.parquet', 'x'),
  ),
]
