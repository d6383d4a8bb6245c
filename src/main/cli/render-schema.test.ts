import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { describeParquet, type ParquetDescription } from '#engine/parquet/describe.ts'
import { renderSchema } from './render-schema.ts'

const tests = join(import.meta.dirname, '../../../test')
const dataOf = (dataset: string) => join(tests, dataset, 'data/chunk-000/file-000.parquet')

async function rendered(path: string): Promise<string> {
  return renderSchema(await describeParquet(path))
}

/** The lines between a section's title and the next empty line, without their indent. */
function sectionOf(text: string, title: string): string[] {
  const lines = text.split('\n')
  const start = lines.findIndex((line) => line.startsWith(title)) + 1
  const end = lines.indexOf('', start)
  return lines.slice(start, end < 0 ? undefined : end).map((line) => line.slice(2))
}

describe('a schema as text', () => {
  it('begins with the file', async () => {
    const text = await rendered(dataOf('fixtures/arrays_a'))
    expect(text.split('\n').slice(0, 3)).toEqual([
      dataOf('fixtures/arrays_a'),
      '  44 rows, 11 columns, 2 row groups; 16.5 kB, 6.7 kB of it footer',
      '  Parquet 2.x, written by parquet-cpp-arrow version 25.0.1',
    ])
  })

  it('shows types, extension types, ranges and sizes of the columns', async () => {
    const columns = sectionOf(await rendered(dataOf('fixtures/arrays_a')), 'Columns')
    expect(columns.slice(0, 3)).toEqual([
      'observation.state  fixed_size_list<float>[6]                             961 B',
      '                   list<float> in Parquet',
      '                   -90 to 89.968',
    ])
    expect(columns).toContain('                   extension Array2DExtensionType [[2, 3], "float32"]')
    expect(columns).toContain(
      'task_index         int64                                                 196 B',
    )
    expect(columns.at(-1)).toBe('                   always 0')
  })

  it('puts columns together that are stored alike', async () => {
    expect(sectionOf(await rendered(dataOf('fixtures/arrays_a')), 'Storage')).toEqual([
      'observation.state,    SNAPPY: PLAIN, RLE, RLE_DICTIONARY                9.7 kB',
      'action,               10.1 kB before compression',
      'ctrl.joint_angles',
      'and 7 more columns',
      'next.done             SNAPPY: PLAIN, RLE                                  92 B',
      '                      88 B before compression',
    ])
  })

  it.each([
    [
      'one each',
      dataOf('fixtures/arrays_a'),
      '2, each of 20 to 24 rows, 4.5 kB to 5.2 kB; one per episode (0 to 1)',
    ],
    ['none', join(tests, 'fixtures/pick_c/meta/tasks.parquet'), '1, of 3 rows, 309 B'],
  ])('says how row groups and episodes go together: %s', async (_, path, line) => {
    expect(sectionOf(await rendered(path), 'Row groups')).toEqual([line])
  })

  it('shows metadata and the features in it', async () => {
    const metadata = sectionOf(await rendered(dataOf('fixtures/images_a')), 'Metadata')
    expect(metadata[0]).toMatch(/^huggingface +8 features +562 B$/)
    expect(metadata).toContain('  observation.images.top  Image')
    expect(metadata.at(-1)).toMatch(/^ARROW:schema +\/+\S+… +1\.8 kB$/)
  })

  it('says what pandas makes of the file', async () => {
    const tasks = sectionOf(await rendered(join(tests, 'fixtures/pick_c/meta/tasks.parquet')), 'In pandas')
    expect(tasks).toEqual(['index       column task, named task', 'task_index  int64'])
    const arrays = sectionOf(await rendered(dataOf('fixtures/arrays_a')), 'In pandas').join('\n')
    expect(arrays).toContain('index                 RangeIndex(start=0, stop=44, step=1)\n')
    expect(arrays).toContain('written back as list<float>\n')
    expect(arrays).toContain('pandas cannot write this column back: ArrowTypeError\n')
    expect(arrays).toMatch(/Note: written back, 2 row groups become 1\.$/)
  })
})

describe('a schema as text stays within the terminal', () => {
  const files = readdirSync(join(tests, 'fixtures'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.parquet'),
  )
  it.each(files)('%s', async (name) => {
    const description = await describeParquet(join(tests, 'fixtures', name))
    for (const width of [60, 80, 120]) {
      const [, ...lines] = renderSchema(description, width).split('\n')
      expect(lines.filter((line) => line.length > width)).toEqual([])
      expect(lines.filter((line) => line !== line.trimEnd())).toEqual([])
    }
  })
})

describe('a file from a stranger', () => {
  let description: ParquetDescription
  beforeAll(async () => {
    description = await describeParquet(dataOf('fixtures/nocam_a'))
  })

  it('cannot steer the terminal', () => {
    const text = renderSchema({
      ...description,
      createdBy: 'evil\u001b[2J\u202e\r',
      columns: [{ ...description.columns[0]!, name: 'a\u0007\u009b1m' }],
    })
    expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/)
    expect(text).toContain('evil\\u001b[2J\\u202e')
    expect(text).toContain('a\\u0007\\u009b1m')
  })

  it('may have no columns’ worth of anything', () => {
    const text = renderSchema({
      ...description,
      rows: 0,
      createdBy: '',
      formatVersion: undefined,
      metadata: [],
      features: undefined,
      rowGroups: {
        count: 0,
        minRows: 0,
        maxRows: 0,
        minBytes: 0,
        maxBytes: 0,
        episodes: { kind: 'unknown' },
      },
    })
    expect(text).toContain('\n  Parquet, written by an application that does not say\n')
    expect(text).toContain('\nRow groups\n  none\n')
    expect(text).toContain('\nMetadata\n  none\n')
  })

  it.each([
    [{ kind: 'several', rowGroup: 2, first: 4, last: 6 }, 'row group 2 holds episodes 4 to 6'],
    [{ kind: 'split', rowGroup: 1, episode: 3 }, 'row group 1 holds rows of episode 3'],
    [{ kind: 'unknown' }, 'episode_index has no statistics'],
    [{ kind: 'one-each', first: 5, last: 5 }, 'one per episode (episode 5)'],
  ] as const)('may have any row groups: %o', (episodes, words) => {
    const text = renderSchema({ ...description, rowGroups: { ...description.rowGroups, episodes } }, 200)
    expect(sectionOf(text, 'Row groups').join(' ')).toContain(words)
  })
})
