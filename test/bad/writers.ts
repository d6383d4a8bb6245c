import { Compression, EnabledStatistics, Encoding, WriterVersion } from 'parquet-wasm'
import { categories, largeLists } from '../support/arrow-types.ts'
import { data } from '../support/edit-dataset.ts'
import { rewritten } from '../support/rewrite-parquet.ts'
import { casesOf, merges, type BadCase } from './case.ts'
import { textColumn } from './edits.ts'

const rowsOnly = casesOf('nocam_a', 'nocam_b')
const alone = casesOf('nocam_a')

/** They write row groups without regard to episodes. */
const cutOut = merges('ROW_GROUP_SHARED data/chunk-000/file-000.parquet')

/** Columns that hold numbers of rows. */
const indices = ['frame_index', 'episode_index', 'index', 'task_index']

/** Data files of other writers than the recorder's: all of them are merged. */
export const otherWriters: readonly BadCase[] = [
  ...(['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'BROTLI', 'ZSTD', 'LZ4_RAW'] as const).map((codec) =>
    rowsOnly(
      `compressed with ${codec}`,
      cutOut,
      rewritten((properties) => properties.setCompression(Compression[codec])),
    ),
  ),
  rowsOnly(
    'data pages of version 2',
    cutOut,
    rewritten((properties) => properties.setWriterVersion(WriterVersion.V2)),
  ),
  rowsOnly(
    'no dictionaries',
    cutOut,
    rewritten((properties) => properties.setDictionaryEnabled(false)),
  ),
  rowsOnly(
    'integers as deltas',
    cutOut,
    rewritten((properties) =>
      indices.reduce(
        (set, column) =>
          set
            .setColumnDictionaryEnabled(column, false)
            .setColumnEncoding(column, Encoding.DELTA_BINARY_PACKED),
        properties,
      ),
    ),
  ),
  rowsOnly(
    'floats split by bytes',
    cutOut,
    rewritten((properties) =>
      properties
        .setColumnDictionaryEnabled('timestamp', false)
        .setColumnEncoding('timestamp', Encoding.BYTE_STREAM_SPLIT),
    ),
  ),
  rowsOnly(
    'many small pages',
    cutOut,
    rewritten((properties) => properties.setDataPageSizeLimit(64).setWriteBatchSize(4)),
  ),
  rowsOnly(
    'no statistics',
    cutOut,
    rewritten((properties) => properties.setStatisticsEnabled(EnabledStatistics.None)),
  ),
  rowsOnly(
    'statistics of every page, in a page index',
    cutOut,
    rewritten((properties) => properties.setStatisticsEnabled(EnabledStatistics.Page)),
  ),
  rowsOnly(
    'Bloom filters and a page index, in row groups of episodes',
    merges(),
    data((table) => ({ ...table, isIndexed: true })),
  ),
  rowsOnly(
    'Bloom filters and a page index, in row groups where no episode ends',
    cutOut,
    data((table) => ({ ...table, isIndexed: true, groups: [37, 37, 36] })),
  ),
  rowsOnly(
    'lists with 64-bit offsets',
    merges('ROW_GROUP_SHARED data/chunk-000/file-000.parquet', 'SCHEMA_DRIFT observation.state, action'),
    largeLists,
  ),
  alone('lists with 64-bit offsets, alone', cutOut, largeLists),
  alone('texts as categories', cutOut, textColumn('note'), categories),
  rowsOnly(
    'row groups where no episode ends',
    cutOut,
    rewritten((properties) => properties.setMaxRowGroupSize(37)),
  ),
]
