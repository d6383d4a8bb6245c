import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import {
  data,
  episodes,
  info,
  moved,
  odd,
  oneRowGroup,
  rowsReordered,
  withoutMetadata,
  type Oddity,
} from '../../support/edit-dataset.ts'
import {
  addColumn,
  dropColumns,
  mapColumn,
  retypeColumns,
  type EditedTable,
} from '../../support/edit-table.ts'
import { expectFaithful } from '../../support/expect-faithful.ts'
import { fixture } from '../../support/fixtures.ts'
import { brief, findingsOf, merge } from '../../support/merge.ts'
import { files, readDataset } from '../../support/read-dataset.ts'
import { readArrow, readTable } from '../../support/read-table.ts'
import { scratchDir } from '../../support/scratch.ts'

const firstFile = 'data/chunk-000/file-000.parquet'

/** Name, type and extension of every column of a data file. */
async function arrowColumns(dir: string, path = firstFile): Promise<string[]> {
  const { fields } = await readArrow(join(dir, path))
  return fields.map(
    (field) => `${field.name}: ${String(field.type)} ${JSON.stringify(Object.fromEntries(field.metadata))}`,
  )
}

async function huggingface(dir: string, path = firstFile): Promise<unknown> {
  const { keyValues } = await readTable(join(dir, path))
  return (JSON.parse(keyValues.get('huggingface')!) as { info: { features: unknown } }).info.features
}

it('B02: array features merge with their values, shapes and extension types', async () => {
  const { dir } = await merge(['arrays_a', 'arrays_b'])
  const merged = await expectFaithful(dir, { sources: ['arrays_a', 'arrays_b'] })
  expect(merged.info.features['tactile']).toMatchObject({ dtype: 'float32', shape: [2, 2, 4] })
  expect(await arrowColumns(dir)).toEqual(await arrowColumns(fixture('arrays_a')))
  expect((await arrowColumns(dir)).join()).toContain('Array3DExtensionType')
})

it('B02: so they do when the rows of an episode have to be cut out of a row group', async () => {
  const { dir, plan } = await merge(['arrays_a', await odd('arrays_b', [data(oneRowGroup)])], {
    episodes: [[1, 0], [0]],
  })
  expect(plan.episodes.map(({ copy }) => copy)).toEqual(['splice', 'splice', 'splice'])
  const whole = await odd('arrays_a', [data(oneRowGroup)])
  const cut = await merge([whole, 'arrays_b'], { episodes: [[1, 0], [0]] })
  expect(cut.plan.episodes.map(({ copy }) => copy)).toEqual(['encode', 'encode', 'splice'])
  for (const result of [dir, cut.dir])
    await expectFaithful(result, { sources: ['arrays_a', 'arrays_b'], episodes: [[1, 0], [0]] })
})

it('B03: vectors keep their fixed length and files their huggingface metadata', async () => {
  const { dir } = await merge(['pick_a', 'pick_b'])
  expect(await arrowColumns(dir)).toEqual(await arrowColumns(fixture('pick_a')))
  expect((await arrowColumns(dir))[0]).toBe('observation.state: FixedSizeList[6]<Float32> {}')
  expect(await huggingface(dir)).toEqual(await huggingface(fixture('pick_a')))
})

it.each([
  ['first', 0],
  ['second', 1],
])('B03: they keep them, too, when the %s source has lost its own', async (_, at) => {
  const degraded = await odd('pick_b', [data(withoutMetadata)])
  const { dir, findings } = await merge(at === 0 ? [degraded, 'pick_a'] : ['pick_a', degraded])
  expect(findings.map(({ code, tier }) => [code, tier])).toEqual([['SCHEMA_DRIFT', 'advisory']])
  expect(await arrowColumns(dir)).toEqual(await arrowColumns(fixture('pick_a')))
  expect(await huggingface(dir)).toEqual(await huggingface(fixture('pick_a')))
  await expectFaithful(dir, { sources: at === 0 ? ['pick_b', 'pick_a'] : ['pick_a', 'pick_b'] })
})

it('B04: pictures are copied verbatim, whatever lies in the working directory', async () => {
  const decoy = await scratchDir()
  for (let frame = 0; frame < 15; frame++) {
    await writeFile(join(decoy, `frame-${String(frame).padStart(6, '0')}.png`), 'not the picture')
  }
  const before = process.cwd()
  process.chdir(decoy)
  try {
    const { dir } = await merge(['images_a', 'images_b'])
    await expectFaithful(dir, { sources: ['images_a', 'images_b'] })
  } finally {
    process.chdir(before)
  }
})

it('B12: totals of info.json that are wrong are reported, and real rows are counted', async () => {
  const wrong = await odd('pick_b', [
    info((draft) => Object.assign(draft, { total_frames: 14983, total_episodes: 40 })),
  ])
  const { dir, findings } = await merge([wrong, 'pick_a', wrong])
  expect(brief(findings)).toEqual([
    'advisory COUNT_DISAGREES #0 total_episodes',
    'advisory COUNT_DISAGREES #0 total_frames',
    'advisory COUNT_DISAGREES #2 total_episodes',
    'advisory COUNT_DISAGREES #2 total_frames',
    'advisory DUPLICATE_SOURCE #2 odd',
  ])
  await expectFaithful(dir, { sources: ['pick_b', 'pick_a', 'pick_b'] })
})

it.each([[['language_a', 'language_b']], [['language_b', 'language_a']]])(
  'B26: language columns of %s have one type in all files of the result',
  async (sources) => {
    const { dir } = await merge(sources, { options: { dataMb: 0.001 } })
    await expectFaithful(dir, { sources })
    const paths = files(dir, 'data/*/*.parquet')
    expect(paths).toHaveLength(5)
    const schemas = await Promise.all(paths.map(async (path) => (await readTable(join(dir, path))).schema))
    for (const schema of schemas) expect(schema).toEqual(schemas[0])
    const { keyValues } = await readTable(join(dir, firstFile))
    for (const path of paths) expect((await readTable(join(dir, path))).keyValues).toEqual(keyValues)
  },
)

it.each([
  ['first', 0],
  ['second', 1],
])(
  'B31: a declared feature without a column in the %s source is found before anything is written',
  async (_, at) => {
    const lacking = await odd('nocam_a', [data(dropColumns((name) => name === 'action'))])
    const findings = await findingsOf(at === 0 ? [lacking, 'nocam_b'] : ['nocam_b', lacking])
    expect(findings.filter(({ tier }) => tier === 'blocking')).toMatchObject([
      { code: 'COLUMN_MISSING', source: at, subject: 'action' },
    ])
  },
)

it.each([
  ['first', 0],
  ['second', 1],
])('B31: a column without a feature in the %s source is found before anything is written', async (_, at) => {
  const surplus = await odd('nocam_a', [data(addColumn('mood', 'UTF8', () => 'good'))])
  const findings = await findingsOf(at === 0 ? [surplus, 'nocam_b'] : ['nocam_b', surplus])
  expect(findings.filter(({ tier }) => tier === 'blocking')).toMatchObject([
    { code: 'COLUMN_UNDECLARED', source: at, subject: 'mood' },
  ])
})

/** The two data files of `sharded` under each other's name. */
const dataFilesSwapped: readonly Oddity[] = [
  moved({
    'data/chunk-000/file-000.parquet': 'data/chunk-000/file-001.parquet',
    'data/chunk-000/file-001.parquet': 'data/chunk-000/file-000.parquet',
  }),
  episodes(mapColumn('data/file_index', (value) => 1n - (value as bigint))),
]

it('B33: rows come out in the order of the episodes when data files are not in that order', async () => {
  const { dir } = await merge([await odd('sharded', dataFilesSwapped), 'pick_a'])
  await expectFaithful(dir, { sources: ['sharded', 'pick_a'] })
})

it('B33: rows come out in the order of the episodes when those are stored otherwise within a file', async () => {
  const range = (start: number, end: number) => Array.from({ length: end - start }, (_, i) => start + i)
  const lastFirst = rowsReordered([...range(75, 125), ...range(0, 75)], [50, 40, 35])
  const { dir, findings } = await merge([await odd('pick_a', [data(lastFirst)]), 'pick_b'])
  expect(brief(findings)).toEqual([])
  await expectFaithful(dir, { sources: ['pick_a', 'pick_b'] })
})

it('#2717: pictures in rows keep their type and their bytes', async () => {
  const { dir } = await merge(['depth_image', 'depth_image'])
  await expectFaithful(dir, { sources: ['depth_image', 'depth_image'] })
  expect(await huggingface(dir)).toMatchObject({
    'observation.images.top': { _type: 'Image' },
    'observation.images.depth': { _type: 'Image' },
  })
  expect(await arrowColumns(dir)).toEqual(await arrowColumns(fixture('depth_image')))
})

it.each([['pick_a'], ['images_a'], ['nocam_a'], ['language_a'], ['resumed']])(
  '#3807: every episode of %s has a row group of its own, also when the source has one for all',
  async (name) => {
    const collapsed = await odd(name, name === 'language_a' ? [] : [data(oneRowGroup)])
    const { dir } = await merge([name, collapsed, name])
    await expectFaithful(dir, { sources: [name, name, name] })
  },
)

it('#3807: an episode of several row groups, as a very long one has, comes out in one', async () => {
  const pieces = await odd('pick_a', [
    data((table: EditedTable) => ({ ...table, groups: [15, 20, 5, 35, 50] })),
  ])
  const { dir, plan } = await merge([pieces, 'pick_b'])
  expect(plan.episodes.map(({ copy }) => copy)).toEqual(['encode', 'splice', 'splice', 'splice', 'splice'])
  await expectFaithful(dir, { sources: ['pick_a', 'pick_b'] })
})

it('columns that one source stores wider are widened without loss', async () => {
  const wide = await odd('pick_b', [
    data(
      retypeColumns(
        (name) => name === 'timestamp',
        'DOUBLE',
        (value) => value,
      ),
    ),
  ])
  const { dir, findings } = await merge(['pick_a', wide])
  expect(findings.map(({ code, tier }) => [code, tier])).toEqual([['SCHEMA_DRIFT', 'advisory']])
  await expectFaithful(dir, { sources: ['pick_a', 'pick_b'] })
})

it('columns that may not be null in one source merge with those that may', async () => {
  const required = (table: EditedTable): EditedTable => ({
    ...table,
    columns: table.columns.map((column) => ({
      ...column,
      elements: column.elements.map((element, i) =>
        i === 0 ? { ...element, repetition_type: 'REQUIRED' } : element,
      ),
    })),
  })
  for (const sources of [
    ['pick_a', 'strict'],
    ['strict', 'pick_a'],
    ['strict', 'strict'],
  ]) {
    const strict = await odd('pick_b', [data(required)])
    const { dir } = await merge(sources.map((name) => (name === 'strict' ? strict : name)))
    await expectFaithful(dir, { sources: sources.map((name) => (name === 'strict' ? 'pick_b' : name)) })
  }
})

it('upstream: pictures in rows merge as a whole, every frame equal and every column typed', async () => {
  const { dir } = await merge(['images_a', 'images_b'])
  const merged = await expectFaithful(dir, { sources: ['images_a', 'images_b'] })
  expect(await huggingface(dir)).toMatchObject({ 'observation.images.top': { _type: 'Image' } })
  expect(
    merged.rows.every(
      (row) => (row['observation.images.top'] as { bytes: unknown }).bytes instanceof Uint8Array,
    ),
  ).toBe(true)
})

it.each([[[]], [[{ dataMb: 0.01, videoMb: 0.02 }]]])(
  'upstream, #2861: a merge of a merge has every file that its episodes name (%j)',
  async ([options]) => {
    const once = await merge(['sharded', 'pick_a'], options === undefined ? {} : { options })
    const twice = await merge([once.dir, 'pick_b'], options === undefined ? {} : { options })
    const merged = await expectFaithful(twice.dir, { sources: ['sharded', 'pick_a', 'pick_b'] })
    const named = new Set(merged.episodes.map((_, episode) => merged.dataFile(episode)))
    expect([...named].sort()).toEqual(files(twice.dir, 'data/*/*.parquet'))
    if (options !== undefined) expect(named.size).toBeGreaterThan(1)
  },
)

it('upstream: first and last rows of every part are those of the source', async () => {
  const { dir } = await merge(['pick_c', 'pick_a'])
  const [merged, c, a] = [
    await readDataset(dir),
    await readDataset(fixture('pick_c')),
    await readDataset(fixture('pick_a')),
  ]
  for (const [at, source] of [
    [0, c],
    [c.rows.length, a],
  ] as const) {
    for (const i of [0, source.rows.length - 1]) {
      const { episode_index: _, index, task_index, ...others } = merged.rows[at + i]!
      expect(source.rows[i]).toMatchObject(others)
      expect(index).toBe(at + i)
      expect(merged.tasks[task_index as number]).toBe(source.tasks[source.rows[i]!['task_index'] as number])
    }
  }
})
