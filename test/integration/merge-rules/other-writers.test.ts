import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  Compression,
  Encoding,
  EnabledStatistics,
  readParquet,
  writeParquet,
  WriterPropertiesBuilder,
  WriterVersion,
} from 'parquet-wasm'
import { beforeAll, expect, it } from 'vitest'
import {
  columnsReversed,
  data,
  info,
  odd,
  withoutMetadata,
  type Draft,
  type Oddity,
} from '../../support/edit-dataset.ts'
import { addColumn } from '../../support/edit-table.ts'
import { expectFaithful } from '../../support/expect-faithful.ts'
import { merge } from '../../support/merge.ts'
import { files, readDataset, type ReadDataset } from '../../support/read-dataset.ts'

/** Rewrites the data files with Arrow's Rust writer, a row group for every 30 rows: an episode of `sharded`. */
function rewritten(edit: (properties: WriterPropertiesBuilder) => WriterPropertiesBuilder): Oddity {
  return async (dir) => {
    for (const path of files(dir, 'data/*/*.parquet')) {
      const table = readParquet(new Uint8Array(await readFile(join(dir, path))))
      const properties = edit(new WriterPropertiesBuilder().setMaxRowGroupSize(30)).build()
      await writeFile(join(dir, path), writeParquet(table, properties))
    }
  }
}

const writers: readonly { name: string; oddity: Oddity }[] = [
  ...(['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'BROTLI', 'ZSTD', 'LZ4_RAW'] as const).map((codec) => ({
    name: `compresses with ${codec}`,
    oddity: rewritten((properties) => properties.setCompression(Compression[codec])),
  })),
  {
    name: 'uses data pages of version 2',
    oddity: rewritten((properties) => properties.setWriterVersion(WriterVersion.V2)),
  },
  { name: 'uses no dictionaries', oddity: rewritten((properties) => properties.setDictionaryEnabled(false)) },
  {
    name: 'encodes integers as deltas',
    oddity: rewritten((properties) =>
      ['frame_index', 'episode_index', 'index', 'task_index'].reduce(
        (set, column) =>
          set
            .setColumnDictionaryEnabled(column, false)
            .setColumnEncoding(column, Encoding.DELTA_BINARY_PACKED),
        properties,
      ),
    ),
  },
  {
    name: 'splits the bytes of floats',
    oddity: rewritten((properties) =>
      properties
        .setColumnDictionaryEnabled('timestamp', false)
        .setColumnEncoding('timestamp', Encoding.BYTE_STREAM_SPLIT),
    ),
  },
  {
    name: 'makes many small pages',
    oddity: rewritten((properties) => properties.setDataPageSizeLimit(64).setWriteBatchSize(4)),
  },
  {
    name: 'writes no statistics',
    oddity: rewritten((properties) => properties.setStatisticsEnabled(EnabledStatistics.None)),
  },
  {
    name: 'cuts row groups where no episode ends',
    oddity: rewritten((properties) => properties.setMaxRowGroupSize(37)),
  },
]

let usual: ReadDataset

beforeAll(async () => {
  usual = await readDataset((await merge(['sharded', 'pick_b', 'sharded'])).dir)
})

it.each(writers)('a source of a writer that $name merges with others', async ({ oddity }) => {
  const source = await odd('sharded', [oddity])
  const { dir } = await merge([source, 'pick_b', 'sharded'])
  const merged = await expectFaithful(dir, { sources: ['sharded', 'pick_b', 'sharded'] })
  expect(merged.stats).toEqual(usual.stats)
})

it('columns may stand in another order', async () => {
  const reversed = await odd('pick_b', [data(columnsReversed)])
  for (const sources of [
    [reversed, 'pick_a'],
    ['pick_a', reversed],
    ['pick_a', reversed, 'pick_c'],
  ]) {
    const { dir } = await merge(sources)
    await expectFaithful(dir, { sources: sources.map((source) => (source === reversed ? 'pick_b' : source)) })
  }
})

it('no metadata at all is enough to go by', async () => {
  const bare = await odd('pick_b', [data(withoutMetadata)])
  const { dir } = await merge([bare, bare])
  await expectFaithful(dir, { sources: ['pick_b', 'pick_b'] })
})

it('text and integer features merge like any other, text without statistics', async () => {
  const withNotes = (name: string) =>
    odd(name, [
      info(({ features: all }) =>
        Object.assign(all as Draft, {
          note: { dtype: 'string', shape: [1], names: null },
          'next.count': { dtype: 'int64', shape: [1], names: null },
        }),
      ),
      data(
        addColumn('note', 'UTF8', (row) => (row % 3 === 0 ? '' : `Zeile ${row} „ok“`)),
        addColumn('next.count', 'INT64', (row) => BigInt(row) - 20n),
      ),
    ])
  const sources = [await withNotes('nocam_a'), await withNotes('nocam_b')]
  const merged = await expectFaithful((await merge(sources)).dir, { sources })
  expect(merged.stats['next.count']).toMatchObject({ min: [-20], max: [89], count: [180] })
  expect(merged.stats['note']).toBeUndefined()
})
