import { expect, it } from 'vitest'
import { bytesSource } from '#engine/io/files.ts'
import { memorySink } from '#engine/io/memory-sink.ts'
import { buildSchema } from './build-schema.ts'
import { ChunkRows, takeRows } from './chunk-rows.ts'
import { encodeLeaf, type EncodedChunk } from './encode.ts'
import { ParquetFileWriter } from './file-writer.ts'
import { readFooter } from './footer.ts'
import { leavesOf } from './schema.ts'

/** A column of lists: pages of its entries, which may begin within a list. */
async function fileOf(pages: { levels: number[]; values: number[] }[]) {
  const root = buildSchema([{ name: 'action', type: { list: 'double' } }])
  const [leaf] = leavesOf(root)
  const chunks = pages.map(({ levels, values }) =>
    encodeLeaf(
      {
        count: levels.length,
        repetition: Uint8Array.from(levels),
        definition: undefined,
        values: Float64Array.from(values),
      },
      leaf!,
    ),
  )
  const sum = (of: (chunk: EncodedChunk) => number) => chunks.reduce((total, chunk) => total + of(chunk), 0)
  const chunk: EncodedChunk = {
    ...chunks[0]!,
    parts: chunks.flatMap(({ parts }) => parts),
    byteLength: sum(({ byteLength }) => byteLength),
    values: sum(({ values }) => values),
    uncompressed: sum(({ uncompressed }) => uncompressed),
  }
  const sink = memorySink()
  const writer = new ParquetFileWriter(sink, root, [])
  await writer.start()
  writer.beginRowGroup(pages.flatMap(({ levels }) => levels).filter((level) => level === 0).length)
  await writer.appendChunk({ kind: 'encoded', chunk })
  await writer.finish()
  return bytesSource(sink.bytes())
}

it('counts a list only where its last entry is in the pages that were read', async () => {
  const source = await fileOf([
    { levels: [0, 1, 0, 1, 0], values: [1, 2, 3, 4, 5] },
    { levels: [1, 0, 1], values: [6, 7, 8] },
    { levels: [1, 0], values: [9, 10] },
  ])
  const rows = new ChunkRows(await readFooter(source), 0, 0, undefined)
  const valuesOf = async (start: number, end: number) => {
    const decoded = await rows.read(source, start, end)
    return [[decoded.first, decoded.end], [...(takeRows(decoded, start, end, '').values as Float64Array)]]
  }
  expect(await valuesOf(0, 1)).toEqual([
    [0, 2],
    [1, 2],
  ])
  expect(await valuesOf(1, 3)).toEqual([
    [0, 3],
    [3, 4, 5, 6],
  ])
  expect(await valuesOf(3, 5)).toEqual([
    [3, 5],
    [7, 8, 9, 10],
  ])
})
