import { expect, it } from 'vitest'
import { bytesSource, type ByteSource } from '#engine/io/files.ts'
import { memorySink } from '#engine/io/memory-sink.ts'
import { buildSchema } from './build-schema.ts'
import { numbersOf, readColumns } from './column.ts'
import { encodeLeaf } from './encode.ts'
import { ParquetFileWriter } from './file-writer.ts'
import { readFooter } from './footer.ts'

const GROUPS = 300
const names = ['a', 'b', 'c']

/** Column i of row group g holds g and 1000 i + g. */
async function manyGroups(): Promise<Uint8Array> {
  const schema = buildSchema(names.map((name) => ({ name, type: 'int64' as const })))
  const sink = memorySink()
  const writer = new ParquetFileWriter(sink, schema, [{ key: 'made', value: 'here' }])
  await writer.start()
  for (let group = 0; group < GROUPS; group++) {
    writer.beginRowGroup(2)
    for (const [i, leaf] of schema.children.entries()) {
      const values = BigInt64Array.of(BigInt(group), BigInt(1000 * i + group))
      const column = { count: 2, repetition: undefined, definition: undefined, values }
      await writer.appendChunk({ kind: 'encoded', chunk: encodeLeaf(column, leaf) })
    }
  }
  await writer.finish()
  return sink.bytes()
}

it('columns of many row groups come in the order asked for, in few reads', async () => {
  const bytes = await manyGroups()
  const inner = bytesSource(bytes)
  let reads = 0
  // As a file is: not in memory, where nothing would be read.
  const source: ByteSource = {
    path: inner.path,
    byteLength: inner.byteLength,
    read: (into, position) => {
      reads++
      return inner.read(into, position)
    },
  }
  const footer = await readFooter(source)
  reads = 0
  const columns = await readColumns(source, footer, [2, 0])
  expect(reads).toBe(1)
  const groups = Array.from({ length: GROUPS }, (_, group) => group)
  expect(numbersOf(columns[0]!, 0)).toEqual(groups.flatMap((group) => [group, 2000 + group]))
  expect(numbersOf(columns[1]!, 0)).toEqual(groups.flatMap((group) => [group, group]))
})

it('a chunk that is too large to decode is refused before anything of it is read', async () => {
  const bytes = await manyGroups()
  const footer = await readFooter(bytesSource(bytes))
  // As in a file with a hole: nothing of it takes room on the disk.
  footer.chunks.compressed[footer.chunks.leafCount + 1] = 2 ** 40
  const source: ByteSource = {
    path: 'sparse',
    byteLength: 2 ** 41,
    read: () => Promise.reject(new Error('read')),
  }
  await expect(readColumns(source, footer, [1])).rejects.toMatchObject({ code: 'PARQUET_UNSUPPORTED' })
})

it('footers with the same schema share it, and keep nothing of the bytes they were read from', async () => {
  const bytes = await manyGroups()
  const [one, other] = [await readFooter(bytesSource(bytes)), await readFooter(bytesSource(bytes.slice()))]
  expect(other.root).toBe(one.root)
  expect(other.keyValues[0]).toBe(one.keyValues[0])
  expect(one.bytes.buffer.byteLength).toBe(one.bytes.length)
  for (const { raw } of one.leaves) expect(raw.buffer).not.toBe(one.bytes.buffer)
})
