import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { describeParquet, type ColumnDescription } from './describe.ts'
import { head } from './head.ts'

const tests = join(import.meta.dirname, '../../../test')
const dataOf = (dataset: string) => join(tests, dataset, 'data/chunk-000/file-000.parquet')
const episodesOf = (dataset: string) => join(tests, dataset, 'meta/episodes/chunk-000/file-000.parquet')

let dir = ''
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'episplice-describe-'))
})
afterAll(async () => {
  await rm(dir, { recursive: true })
})

async function columnOf(path: string, name: string): Promise<ColumnDescription> {
  const { columns } = await describeParquet(path)
  return columns.find((column) => column.name === name)!
}

const files = ['fixtures', 'golden'].flatMap((folder) =>
  readdirSync(join(tests, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.parquet'))
    .map((name) => join(folder, name)),
)

describe('a description agrees with another reader’s footer', () => {
  it.each(files)('%s', async (name) => {
    const path = join(tests, name)
    const described = await describeParquet(path)
    expect(JSON.parse(JSON.stringify(described))).toEqual(described)
    const {
      num_rows: rows,
      row_groups: groups,
      metadata_length: footerBytes,
      ...metadata
    } = await parquetMetadataAsync(await asyncBufferFromFile(path))
    expect(described).toMatchObject({
      path,
      byteLength: (await readFile(path)).length,
      footerBytes,
      rows: Number(rows),
      createdBy: metadata.created_by,
      formatVersion: metadata.version,
    })
    expect(described.metadata.map(({ key, bytes }) => [key, bytes])).toEqual(
      metadata.key_value_metadata?.map(({ key, value }) => [key, Buffer.byteLength(value!)]),
    )
    const sizes = groups.map((group) => Number(group.total_compressed_size))
    expect(described.rowGroups).toMatchObject({
      count: groups.length,
      minBytes: Math.min(...sizes),
      maxBytes: Math.max(...sizes),
    })
    const leaves = described.columns.flatMap((column) => column.leaves)
    for (const [i, leaf] of leaves.entries()) {
      const chunks = groups.map((group) => group.columns[i]!.meta_data!)
      const sum = (values: readonly (bigint | undefined)[]) =>
        values.reduce<number>((total, value) => total + Number(value), 0)
      expect(leaf).toMatchObject({
        path: chunks[0]!.path_in_schema.join('.'),
        codecs: [...new Set(chunks.map((chunk) => chunk.codec))],
        compressed: sum(chunks.map((chunk) => chunk.total_compressed_size)),
        uncompressed: sum(chunks.map((chunk) => chunk.total_uncompressed_size)),
        entries: sum(chunks.map((chunk) => chunk.num_values)),
        // Arrow's null type has no statistics.
        nulls: chunks[0]!.statistics && sum(chunks.map((chunk) => chunk.statistics?.null_count)),
      })
      expect(new Set(leaf.encodings)).toEqual(new Set(chunks.flatMap((chunk) => chunk.encodings)))
    }
  })
})

describe('minimum and maximum', () => {
  it.each(['fixtures/arrays_a', 'fixtures/sharded', 'golden/pick_abc'])(
    'are those of the rows of %s',
    async (name) => {
      const rows = await parquetReadObjects({ file: await asyncBufferFromFile(dataOf(name)) })
      for (const column of (await describeParquet(dataOf(name))).columns) {
        const values = rows.map((row) => row[column.name] as unknown).flat(4) as (number | bigint | boolean)[]
        const numbers = values.map(Number)
        expect(Number(column.leaves[0]!.min)).toBe(Math.min(...numbers))
        expect(Number(column.leaves[0]!.max)).toBe(Math.max(...numbers))
      }
    },
  )

  it('are text for text and boolean for booleans, and missing for pictures', async () => {
    const task = await columnOf(join(tests, 'fixtures/pick_c/meta/tasks.parquet'), 'task')
    expect(task.leaves).toMatchObject([{ max: 'Pick the red cube' }])
    const done = await columnOf(dataOf('fixtures/arrays_a'), 'next.done')
    expect(done.leaves).toMatchObject([{ min: false, max: true }])
    const picture = await columnOf(dataOf('fixtures/images_a'), 'observation.images.top')
    expect(picture.leaves[0]).toMatchObject({
      path: 'observation.images.top.bytes',
      min: undefined,
      max: undefined,
    })
  })
})

describe('types', () => {
  it('name fixed sizes that only the Arrow schema knows', async () => {
    expect(await columnOf(dataOf('fixtures/arrays_a'), 'action')).toMatchObject({
      parquet: 'list<float>',
      nullable: true,
      arrow: { type: 'fixed_size_list<float>[6]', nullable: true, extension: undefined },
    })
  })

  it('name extension types with their parameters', async () => {
    expect(await columnOf(dataOf('fixtures/arrays_a'), 'ctrl.joint_angles')).toMatchObject({
      parquet: 'list<list<float>>',
      arrow: {
        type: 'list<list<float>>',
        extension: {
          name: 'datasets.features.features.Array2DExtensionType',
          parameters: [[2, 3], 'float32'],
        },
      },
    })
  })

  it('name structs and their fields', async () => {
    const picture = await columnOf(dataOf('fixtures/images_a'), 'observation.images.top')
    expect(picture.parquet).toBe('struct<bytes: binary, path: string>')
    expect(picture.arrow?.type).toBe(picture.parquet)
    const language = await columnOf(dataOf('fixtures/language_a'), 'language_persistent')
    const fields =
      'role: string, content: string, style: string, timestamp: double, camera: null, tool_calls: null'
    expect(language.parquet).toBe(`list<struct<${fields}>>`)
    expect(language.arrow?.type).toBe(language.parquet)
  })
})

describe('features of the huggingface key', () => {
  it('are in few words', async () => {
    const { features } = await describeParquet(dataOf('fixtures/arrays_a'))
    expect(Object.fromEntries(features!.map(({ name, type }) => [name, type]))).toMatchObject({
      action: 'List<float32>[6]',
      'ctrl.joint_angles': 'Array2D(2, 3) float32',
      tactile: 'Array3D(2, 2, 4) float32',
      'next.done': 'bool',
    })
    const images = await describeParquet(dataOf('fixtures/images_a'))
    expect(images.features).toContainEqual({ name: 'observation.images.top', type: 'Image' })
  })

  it('are undefined without that key', async () => {
    expect((await describeParquet(dataOf('golden/pick_abc'))).features).toBeUndefined()
  })
})

describe('row groups and episodes', () => {
  it.each([
    ['one row group each', dataOf('fixtures/pick_c'), { kind: 'one-each', first: 0, last: 3 }],
    [
      'several in a row group',
      episodesOf('golden/pick_abc'),
      { kind: 'several', rowGroup: 0, first: 0, last: 8 },
    ],
    ['no episodes', join(tests, 'fixtures/pick_a/meta/tasks.parquet'), undefined],
  ])('%s', async (_, path, episodes) => {
    expect((await describeParquet(path)).rowGroups.episodes).toEqual(episodes)
  })
})

describe('what pandas makes of it', () => {
  it('index: the tasks', async () => {
    const { pandas } = await describeParquet(join(tests, 'fixtures/pick_a/meta/tasks.parquet'))
    expect(pandas.index).toEqual([{ kind: 'column', name: 'task', column: 'task' }])
    expect(pandas.columns).toMatchObject([{ name: 'task_index', dtype: 'int64' }])
    expect(pandas.notes).toEqual([])
  })

  it('index: rows by number', async () => {
    for (const path of [dataOf('fixtures/pick_a'), episodesOf('golden/pick_abc')]) {
      const { pandas, rows } = await describeParquet(path)
      expect(pandas.index).toEqual([{ kind: 'range', name: undefined, start: 0, stop: rows, step: 1 }])
    }
  })

  it('columns of a data file, and what is lost when it is written back', async () => {
    const { pandas } = await describeParquet(dataOf('fixtures/arrays_a'))
    const columns = new Map(pandas.columns.map((column) => [column.name, column]))
    expect(columns.get('action')).toEqual({
      name: 'action',
      dtype: 'object',
      cells: 'numpy.ndarray of float32, shape (6,)',
      roundTrip: { kind: 'changed', to: 'list<float>' },
      withDatasets: undefined,
    })
    expect(columns.get('ctrl.joint_angles')).toEqual({
      name: 'ctrl.joint_angles',
      dtype: 'object',
      cells: 'numpy.ndarray of numpy.ndarray of float32',
      roundTrip: { kind: 'changed', to: 'list<list<float>>, without its extension type' },
      withDatasets: {
        dtype: 'array[float32]',
        cells: 'numpy.ndarray of float32, shape (2, 3)',
        roundTrip: { kind: 'fails', error: 'ArrowTypeError' },
      },
    })
    expect(columns.get('timestamp')).toMatchObject({ dtype: 'float32', roundTrip: { kind: 'kept' } })
    expect(pandas.notes).toEqual([
      'written back, the metadata huggingface is lost',
      'written back, 2 row groups become 1',
    ])
  })

  it('pictures are dicts', async () => {
    const { pandas } = await describeParquet(dataOf('fixtures/images_a'))
    expect(pandas.columns.find(({ name }) => name === 'observation.images.top')).toMatchObject({
      dtype: 'object',
      cells: 'dict of bytes, path',
      roundTrip: { kind: 'kept' },
    })
  })
})

describe('a file without rows', () => {
  it('is described', async () => {
    const path = join(dir, 'none.parquet')
    await head(dataOf('fixtures/arrays_a'), 0, path)
    const described = await describeParquet(path)
    expect(described).toMatchObject({
      rows: 0,
      rowGroups: { count: 0, minRows: 0, maxBytes: 0, episodes: { kind: 'unknown' } },
    })
    expect(described.columns[0]).toMatchObject({
      compressed: 0,
      arrow: { type: 'fixed_size_list<float>[6]' },
    })
    expect(described.columns[0]!.leaves).toMatchObject([
      { codecs: [], encodings: [], nulls: 0, min: undefined },
    ])
    expect(described.pandas.columns[0]).toMatchObject({
      dtype: 'object',
      roundTrip: { kind: 'changed', to: 'null' },
    })
  })
})

describe('describeParquet refuses', () => {
  it.each([
    [
      'a cut-off file',
      async (path: string) => writeFile(path, (await readFile(dataOf('fixtures/pick_a'))).subarray(0, 9000)),
      'PARQUET_INVALID',
    ],
    [
      'another kind of file',
      async (path: string) => writeFile(path, await readFile(join(tests, 'fixtures/README.md'))),
      'PARQUET_INVALID',
    ],
    ['a missing file', () => Promise.resolve(), 'FILE_MISSING'],
  ])('%s', async (kind, make, code) => {
    const path = join(dir, `${kind}.parquet`)
    await make(path)
    const refusal = describeParquet(path)
    await expect(refusal).rejects.toMatchObject({ code, message: expect.stringContaining(path) as string })
  })

  it('a folder', async () => {
    await expect(describeParquet(tests)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
  })
})
