import { deepStrictEqual } from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  Field,
  Float32,
  Float64,
  Int32,
  List,
  makeVector,
  Table,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from 'apache-arrow'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { Compression, Table as WasmTable, writeParquet, WriterPropertiesBuilder } from 'parquet-wasm'
import { bytesSource, type ByteSource } from '#engine/io/files.ts'
import { readFooter } from './footer.ts'
import { head } from './head.ts'
import { rowCount } from './leaf.ts'
import { readLeadingRows } from './leading-rows.ts'

let dir = ''
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'episplice-leading-'))
})
afterAll(async () => {
  await rm(dir, { recursive: true })
})

/** A file by another writer: one row group, no dictionaries. */
function fileOf(table: Table, codec: keyof typeof Compression): Uint8Array {
  const properties = new WriterPropertiesBuilder()
    .setCompression(Compression[codec])
    .setDictionaryEnabled(false)
    .setDataPageSizeLimit(16_384)
    .setWriteBatchSize(256)
    .setMaxRowGroupSize(table.numRows)
    .build()
  return writeParquet(WasmTable.fromIPCStream(tableToIPC(table, 'stream')), properties)
}

async function rowsOf(path: string): Promise<unknown[]> {
  return parquetReadObjects({ file: await asyncBufferFromFile(path) })
}

describe('the leading rows of a column chunk', () => {
  const count = 100_000
  const listAt = (i: number) => Array.from({ length: i % 5 }, (_, j) => i + j / 4)
  const file = fileOf(
    new Table({
      number: makeVector(Float64Array.from({ length: count }, (_, i) => i * 1.5)),
      list: vectorFromArray(
        Array.from({ length: count }, (_, i) => listAt(i)),
        new List(new Field('item', new Float64(), true)),
      ),
    }),
    'UNCOMPRESSED',
  )

  it.each([
    [1, 200_000],
    [5000, 300_000],
    [50_000, 1_600_000],
    [count, 2_700_000],
  ])('%i rows take no more than %i bytes of 2.6 MB', async (rows, limit) => {
    const { read, source } = counting(file)
    const footer = await readFooter(source)
    const atFooter = read()
    const numbers = await readLeadingRows(source, footer, 0, rows)
    const lists = await readLeadingRows(source, footer, 1, rows)
    expect(read() - atFooter).toBeLessThan(limit)
    expect(rowCount(numbers)).toBeGreaterThanOrEqual(rows)
    expect(rowCount(lists)).toBeGreaterThanOrEqual(rows)
  })

  it('are whole where a row goes on from one page to the next', async () => {
    const path = join(dir, 'lists.parquet')
    await writeFile(path, file)
    for (const rows of [1, 999, 8000, 8001]) {
      const output = join(dir, `lists-${rows}.parquet`)
      expect(await head(path, rows, output)).toMatchObject({ rows, rowGroups: { copied: 0, cut: 1 } })
      const want = Array.from({ length: rows }, (_, i) => ({ number: i * 1.5, list: listAt(i) }))
      deepStrictEqual(await rowsOf(output), want)
    }
  })
})

function counting(bytes: Uint8Array): { source: ByteSource; read: () => number } {
  const own = bytesSource(bytes)
  let count = 0
  const source: ByteSource = {
    ...own,
    read(into, position) {
      count += into.length
      return own.read(into, position)
    },
  }
  return { source, read: () => count }
}

describe('rows are cut from every compression', () => {
  it.each(['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'BROTLI', 'ZSTD', 'LZ4_RAW'] as const)('%s', async (codec) => {
    const rowAt = (i: number) => ({ float: i % 7 === 0 ? null : i / 8, int: i * 1001, text: `${codec} ${i}` })
    const rows = Array.from({ length: 500 }, (_, i) => rowAt(i))
    const table = new Table({
      float: vectorFromArray(
        rows.map(({ float }) => float),
        new Float32(),
      ),
      int: vectorFromArray(
        rows.map(({ int }) => int),
        new Int32(),
      ),
      text: vectorFromArray(
        rows.map(({ text }) => text),
        new Utf8(),
      ),
    })
    const [source, output] = [join(dir, `${codec}.parquet`), join(dir, `${codec}-cut.parquet`)]
    await writeFile(source, fileOf(table, codec))
    await head(source, 123, output)
    expect(await rowsOf(output)).toEqual(rows.slice(0, 123))
    expect((await readFile(source)).length).toBeGreaterThan((await readFile(output)).length)
  })
})
