import { Compression, EnabledStatistics, Encoding, WriterVersion } from 'parquet-wasm'
import { rewritten } from '../support/rewrite-parquet.ts'
import { casesOf, merges, type BadCase } from './case.ts'

const rowsOnly = casesOf('nocam_a', 'nocam_b')

/** Columns that hold numbers of rows. */
const indices = ['frame_index', 'episode_index', 'index', 'task_index']

/** Data files of other writers than the recorder's: all of them are good. */
export const otherWriters: readonly BadCase[] = [
  ...(['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'BROTLI', 'ZSTD', 'LZ4_RAW'] as const).map((codec) =>
    rowsOnly(
      `compressed with ${codec}`,
      merges(),
      rewritten((properties) => properties.setCompression(Compression[codec])),
    ),
  ),
  rowsOnly(
    'data pages of version 2',
    merges(),
    rewritten((properties) => properties.setWriterVersion(WriterVersion.V2)),
  ),
  rowsOnly(
    'no dictionaries',
    merges(),
    rewritten((properties) => properties.setDictionaryEnabled(false)),
  ),
  rowsOnly(
    'integers as deltas',
    merges(),
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
    merges(),
    rewritten((properties) =>
      properties
        .setColumnDictionaryEnabled('timestamp', false)
        .setColumnEncoding('timestamp', Encoding.BYTE_STREAM_SPLIT),
    ),
  ),
  rowsOnly(
    'many small pages',
    merges(),
    rewritten((properties) => properties.setDataPageSizeLimit(64).setWriteBatchSize(4)),
  ),
  rowsOnly(
    'no statistics',
    merges(),
    rewritten((properties) => properties.setStatisticsEnabled(EnabledStatistics.None)),
  ),
  rowsOnly(
    'statistics of every page, in a page index',
    merges(),
    rewritten((properties) => properties.setStatisticsEnabled(EnabledStatistics.Page)),
  ),
  rowsOnly(
    'row groups where no episode ends',
    merges(),
    rewritten((properties) => properties.setMaxRowGroupSize(37)),
  ),
]
