import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  Binary,
  Field,
  FixedSizeList,
  Float32,
  Int32,
  List,
  makeVector,
  Struct,
  Table,
  tableToIPC,
  TimestampMicrosecond,
  Utf8,
  vectorFromArray,
} from 'apache-arrow'
import { Compression, Table as WasmTable, writeParquet, WriterPropertiesBuilder } from 'parquet-wasm'
import { describe, expect, it } from 'vitest'
import { bytesSource, type ByteSource } from '#engine/io/files.ts'
import { fixture } from '../support/fixtures.ts'
import { readTable, type Cell } from '../support/read-table.ts'
import { readFooter } from '#engine/parquet/footer.ts'
import { KeptPages } from '#engine/parquet/kept-pages.ts'
import { rowCount } from '#engine/parquet/leaf.ts'
import { RowReader } from '#engine/parquet/row-reader.ts'

/** A file of one row group in small pages, by another writer. */
function fileOf(table: Table, codec: keyof typeof Compression = 'SNAPPY', dictionary = false): Uint8Array {
  const properties = new WriterPropertiesBuilder()
    .setCompression(Compression[codec])
    .setDictionaryEnabled(dictionary)
    .setDataPageSizeLimit(16_384)
    .setWriteBatchSize(256)
    .setMaxRowGroupSize(table.numRows)
    .build()
  return writeParquet(WasmTable.fromIPCStream(tableToIPC(table, 'stream')), properties)
}

/** Counts what is read of a file. */
function counting(bytes: Uint8Array): ByteSource & { bytesRead: number } {
  const source = bytesSource(bytes)
  const counted = {
    ...source,
    bytesRead: 0,
    read: (into: Uint8Array, position: number) => {
      counted.bytesRead += into.length
      return source.read(into, position)
    },
  }
  return counted
}

async function open(bytes: Uint8Array) {
  const source = counting(bytes)
  const reader = await RowReader.open(await readFooter(source))
  source.bytesRead = 0
  return { source, rows: (from: number, count: number) => reader.rows(source, from, count) }
}

const COUNT = 100_000
const listAt = (i: number): number[] => Array.from({ length: i % 5 }, (_, j) => i + j / 4)

describe('rows anywhere in a large row group', () => {
  const table = new Table({
    number: makeVector(Float32Array.from({ length: COUNT }, (_, i) => i / 8)),
    list: vectorFromArray(
      Array.from({ length: COUNT }, (_, i) => listAt(i)),
      new List(new Field('item', new Float32(), true)),
    ),
    fixed: vectorFromArray(
      Array.from({ length: COUNT }, (_, i) => [i, -i]),
      new FixedSizeList(2, new Field('item', new Int32(), false)),
    ),
    text: vectorFromArray(
      Array.from({ length: COUNT }, (_, i) => `task ${i >> 10}`),
      new Utf8(),
    ),
  })
  const rowAt = (i: number): (string | null)[] => [
    String(i / 8),
    `[${listAt(i).join(', ')}]`,
    `[${i}, ${-i}]`,
    `task ${i >> 10}`,
  ]

  for (const [codec, dictionary] of [
    ['SNAPPY', false],
    ['ZSTD', true],
    ['LZ4_RAW', false],
  ] as const) {
    it(`are what stands there: ${codec}${dictionary ? ', dictionary' : ''}`, async () => {
      const { rows } = await open(fileOf(table, codec, dictionary))
      for (const from of [0, 49_990, 50_000, 99_990, 255, 256, 12_345]) {
        const got = await rows(from, 20)
        expect(got).toEqual(Array.from({ length: Math.min(20, COUNT - from) }, (_, i) => rowAt(from + i)))
      }
      expect(await rows(COUNT, 10)).toEqual([])
    })
  }

  it('cost the pages that they are in', async () => {
    const bytes = fileOf(table)
    const { source, rows } = await open(bytes)
    await rows(90_000, 50)
    // The lengths of the lists are counted once, and pages have headers.
    const first = source.bytesRead
    expect(first).toBeLessThan(bytes.length)
    source.bytesRead = 0
    await rows(90_050, 50)
    expect(source.bytesRead).toBeLessThan(200_000)
    source.bytesRead = 0
    await rows(90_060, 20)
    expect(source.bytesRead).toBe(0)
    await rows(40_000, 50)
    expect(source.bytesRead).toBeLessThan(200_000)
  })

  it('cost each page a few times at the most, whoever goes through them in small steps', async () => {
    const bytes = fileOf(table)
    const source = counting(bytes)
    const footer = await readFooter(source)
    const pages = new KeptPages(footer)
    source.bytesRead = 0
    // Lists are counted before, and a page that a step ends in is read again for the next.
    for (let from = 0; from < COUNT; from += 250)
      for (const leaf of footer.leaves.keys())
        expect(rowCount(await pages.read(source, 0, leaf, from, from + 250))).toBe(250)
    expect(source.bytesRead).toBeLessThan(3.5 * bytes.length)
  })

  it('cost little where lists are of one length', async () => {
    const { source, rows } = await open(fileOf(table.select(['number', 'fixed'])))
    await rows(90_000, 50)
    expect(source.bytesRead).toBeLessThan(700_000)
  })
})

describe('rows as text', () => {
  it('agree with another reader on every fixture', async () => {
    const files: string[] = []
    for (const name of ['arrays_a', 'images_a', 'language_a', 'pick_a', 'streaming']) {
      for (const file of await readdir(fixture(name), { recursive: true }))
        if (file.endsWith('.parquet')) files.push(join(fixture(name), file))
    }
    expect(files.length).toBeGreaterThan(10)
    for (const file of files) {
      const [table, { rows }] = [await readTable(file), await open(await readFile(file))]
      const texts = await rows(0, table.rows.length)
      expect(texts).toHaveLength(table.rows.length)
      table.rows.forEach((row, i) => {
        table.columns.forEach((name, column) => {
          const text = texts[i]![column] ?? null
          expect(sameCell(row[name] ?? null, text), `${file} ${name} row ${i}: ${text ?? 'null'}`).toBe(true)
        })
      })
    }
  })

  it('are cut, and tell kinds of values apart', async () => {
    const long = 'x'.repeat(300)
    const table = new Table({
      text: vectorFromArray(['a "b"', null, long], new Utf8()),
      nested: vectorFromArray(
        [[[1, null], []], [], null],
        new List(new Field('item', new List(new Field('item', new Int32(), true)), true)),
      ),
      texts: vectorFromArray([['a "b"', null], [], null], new List(new Field('item', new Utf8(), true))),
      bytes: vectorFromArray(
        [Uint8Array.of(0x89, 0x50, 0x0a, 0x22), null, new Uint8Array(1234)],
        new Binary(),
      ),
      time: vectorFromArray([1_700_000_000_123, null, -1], new TimestampMicrosecond()),
      both: vectorFromArray(
        [{ a: 1, b: null }, null, { a: 3, b: 'y' }],
        new Struct([new Field('a', new Int32(), true), new Field('b', new Utf8(), true)]),
      ),
    })
    const { rows } = await open(fileOf(table))
    expect(await rows(0, 3)).toEqual([
      [
        'a "b"',
        '[[1, null], []]',
        '["a \\"b\\"", null]',
        'b"\\x89P\\n\\"" 4 bytes',
        '2023-11-14 22:13:20.123',
        '{a: 1, b: null}',
      ],
      [null, '[]', '[]', null, null, null],
      [
        `${'x'.repeat(200)}…`,
        null,
        null,
        `b"${'\\x00'.repeat(16)}…" 1234 bytes`,
        '1969-12-31 23:59:59.999',
        '{a: 3, b: "y"}',
      ],
    ])
  })

  it('do not take part in the length of what is not shown', async () => {
    const huge = Array.from({ length: 200_000 }, (_, i) => i)
    const table = new Table({
      list: vectorFromArray([huge, [7]], new List(new Field('item', new Int32(), true))),
    })
    const [[first], [second]] = (await (await open(fileOf(table))).rows(0, 2)) as [[string], [string]]
    expect(first).toHaveLength(201)
    expect(second).toBe('[7]')
  })
})

it('damage in pages is told, not shown', async () => {
  const table = new Table({ number: makeVector(Float32Array.from({ length: 10_000 }, (_, i) => i)) })
  const bytes = fileOf(table)
  let refused = 0
  for (let at = 4; at < bytes.length - 400; at += 499) {
    const damaged = Uint8Array.from(bytes)
    damaged[at] = damaged[at]! ^ 0xff
    try {
      const { rows } = await open(damaged)
      await rows(9000, 10)
    } catch (error) {
      refused++
      expect(error).toMatchObject({ name: 'EngineError' })
    }
  }
  expect(refused).toBeGreaterThan(0)
})

/** Numbers by value, lists by their text up to the cut, bytes and long texts by their beginning. */
function sameCell(value: Cell, text: string | null): boolean {
  if (value === null || text === null) return value === text
  if (text.endsWith('…')) return true
  if (typeof value === 'number') return Object.is(Math.fround(Number(text)), Math.fround(value))
  if (typeof value === 'boolean') return text === String(value)
  if (typeof value === 'string') return text === value
  if (value instanceof Uint8Array) return text.endsWith('bytes') || text === Buffer.from(value).toString()
  if (Array.isArray(value)) return value.length === 0 ? text === '[]' : text.startsWith('[')
  return text.startsWith('{')
}
