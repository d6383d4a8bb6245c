import { bytes, cutOff, info, text, without, type Draft } from '../support/edit-dataset.ts'
import { casesOf, fails, merges, mergesAs, stops, type BadCase } from './case.ts'
import { action, key, replaced, swollen } from './edits.ts'

const infoJson = 'meta/info.json'

const rowsOnly = casesOf('nocam_a', 'nocam_b')
const alone = casesOf('nocam_a')
const filmed = casesOf('pick_a', 'pick_b')

/** meta/info.json. */
export const infoFile: readonly BadCase[] = [
  rowsOnly('info.json is missing', fails('NOT_A_DATASET', 'it has no meta/info.json'), without(infoJson)),
  rowsOnly(
    'info.json is empty',
    fails('JSON_INVALID', infoJson),
    cutOff(infoJson, () => 0),
  ),
  rowsOnly(
    'info.json is cut off',
    fails('JSON_INVALID', infoJson),
    cutOff(infoJson, (length) => length - 20),
  ),
  rowsOnly('info.json is an array', fails('INFO_INVALID', infoJson), replaced(infoJson, '[]')),
  rowsOnly(
    'info.json is not UTF-8',
    fails('JSON_INVALID', 'not UTF-8'),
    bytes(infoJson, (file) =>
      file.fill(0xff, file.indexOf('robot_type') + 14, file.indexOf('robot_type') + 15),
    ),
  ),
  rowsOnly('info.json is UTF-16', fails('JSON_INVALID', 'not UTF-8'), async (dir) => {
    await replaced(infoJson, Buffer.from('\ufeff{"fps": 30}', 'utf16le'))(dir)
  }),
  rowsOnly(
    'info.json has a byte order mark',
    mergesAs({ as: 'nocam_a' }),
    text(infoJson, (json) => `\ufeff${json}`),
  ),
  rowsOnly('info.json is 200 MB large', fails('JSON_INVALID', '200 MB'), swollen(infoJson, 200e6)),
  rowsOnly(
    'info.json is nested a hundred thousand deep',
    fails('JSON_INVALID', 'nested'),
    replaced(infoJson, '['.repeat(1e5)),
  ),
  rowsOnly(
    'info.json has a key twice; the last one counts, as in Python',
    merges(),
    text(infoJson, (json) => json.replace('{', '{"fps": 15,')),
  ),
  rowsOnly('no version', fails('INFO_INVALID', 'codebase_version'), key('codebase_version', undefined)),
  ...['v1.6', 'v2.0', 'v2.1', 'v4.0', '3', ''].map((version) =>
    rowsOnly(`version "${version}"`, fails('VERSION_UNSUPPORTED', version), key('codebase_version', version)),
  ),
  rowsOnly('version 3.0 as a number', fails('INFO_INVALID', 'codebase_version'), key('codebase_version', 3)),
  rowsOnly('a later version of the same format', merges(), key('codebase_version', 'v3.1')),
  rowsOnly('Lance storage', fails('STORAGE_UNSUPPORTED', 'lance'), key('storage_format', 'lance')),
  rowsOnly('no features', fails('INFO_INVALID', 'features'), key('features', undefined)),
  rowsOnly('features are empty', fails('INFO_INVALID', 'features'), key('features', {})),
  rowsOnly('features are a list', fails('INFO_INVALID', 'features'), key('features', [])),
  rowsOnly('an unknown dtype', fails('INFO_INVALID', 'features.action.dtype'), action('dtype', 'float33')),
  rowsOnly('a negative shape', fails('INFO_INVALID', 'features.action.shape'), action('shape', [-6])),
  rowsOnly(
    'a shape of a million million',
    stops('blocking FEATURE_SHAPE action', 'blocking FEATURE_SHAPE action'),
    action('shape', [1_000_000, 1_000_000]),
  ),
  alone('a shape that the rows do not have', stops('blocking FEATURE_SHAPE action'), action('shape', [7])),
  rowsOnly(
    'a shape of twenty dimensions',
    fails('INFO_INVALID', 'features.action.shape'),
    action('shape', Array(20).fill(1) as number[]),
  ),
  rowsOnly(
    'names that do not match the shape',
    stops('fixable FEATURE_NAMES action'),
    action('names', ['x', 'y']),
  ),
  alone(
    'names that do not match the shape, in the only source',
    merges('FEATURE_NAMES action'),
    action('names', ['x', 'y']),
  ),
  rowsOnly(
    'a feature named like a path',
    fails('INFO_INVALID', '../../etc'),
    info(({ features: all }) => ((all as Draft)['../../etc'] = { dtype: 'video', shape: [1, 1, 3] })),
  ),
  ...[0, -30, NaN, '30', null, 1e9].map((fps) =>
    rowsOnly(
      `fps ${typeof fps === 'string' ? JSON.stringify(fps) : String(fps)}`,
      fails('INFO_INVALID', 'fps'),
      key('fps', fps),
    ),
  ),
  rowsOnly('no fps', fails('INFO_INVALID', 'fps'), key('fps', undefined)),
  rowsOnly('a fractional fps', stops('blocking FPS fps'), key('fps', 29.97)),
  rowsOnly(
    'fps as 30.0',
    merges(),
    text(infoJson, (json) => json.replace('"fps": 30', '"fps": 30.0')),
  ),
  rowsOnly(
    'totals that disagree',
    merges('COUNT_DISAGREES total_episodes', 'COUNT_DISAGREES total_frames', 'COUNT_DISAGREES total_tasks'),
    key('total_episodes', 99),
    key('total_frames', 0),
    key('total_tasks', 7),
  ),
  rowsOnly(
    'totals beyond 2^53',
    merges('COUNT_DISAGREES total_frames'),
    text(infoJson, (json) => json.replace(/"total_frames": \d+/, '"total_frames": 36893488147419103232')),
  ),
  rowsOnly('negative totals', fails('INFO_INVALID', 'total_frames'), key('total_frames', -1)),
  rowsOnly('chunks of size 0', fails('INFO_INVALID', 'chunks_size'), key('chunks_size', 0)),
  rowsOnly(
    'data_path leads up',
    stops('blocking FILE_DAMAGED ../../000/000'),
    key('data_path', '../../{chunk_index:03d}/{file_index:03d}'),
  ),
  rowsOnly(
    'data_path is absolute',
    stops('blocking FILE_DAMAGED /etc/000/000'),
    key('data_path', '/etc/{chunk_index:03d}/{file_index:03d}'),
  ),
  rowsOnly(
    'data_path has a drive letter',
    stops('blocking FILE_DAMAGED C:\\data\\000'),
    key('data_path', 'C:\\data\\{file_index:03d}'),
  ),
  rowsOnly(
    'data_path has a NUL',
    stops('blocking FILE_DAMAGED data/\x00000'),
    key('data_path', 'data/\x00{file_index:03d}'),
  ),
  rowsOnly(
    'data_path with an unknown placeholder',
    fails('INFO_INVALID', '{episode_index}'),
    key('data_path', 'data/{episode_index}.parquet'),
  ),
  rowsOnly(
    'data_path without placeholders',
    stops('blocking FILE_MISSING data/all.parquet'),
    key('data_path', 'data/all.parquet'),
  ),
  filmed(
    'video_path that leads outside',
    stops(
      'blocking FILE_DAMAGED ../observation.images.top/000/000.mp4',
      'blocking FILE_DAMAGED ../observation.images.wrist/000/000.mp4',
    ),
    key('video_path', '../{video_key}/{chunk_index:03d}/{file_index:03d}.mp4'),
  ),
  filmed(
    'video_path that gives all cameras the same files',
    stops('blocking VIDEO_SHARED observation.images.wrist'),
    key('video_path', 'videos/observation.images.top/chunk-{chunk_index:03d}/file-{file_index:03d}.mp4'),
  ),
]
