import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { bytesSource } from '#engine/io/files.ts'
import { memorySink } from '#engine/io/memory-sink.ts'
import { decodeLeaf } from './read.ts'
import { encodeLeaf } from './encode.ts'
import { ParquetFileWriter } from './file-writer.ts'
import { readFooter } from './footer.ts'

const fixtures = join(import.meta.dirname, '../../../test/fixtures')
const files = readdirSync(fixtures, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.parquet'),
)

describe('a file written chunk by chunk holds what the source holds', () => {
  it.each(files)('%s', async (name) => {
    const path = join(fixtures, name)
    const bytes = new Uint8Array(readFileSync(path))
    const footer = await readFooter(bytesSource(bytes, path))
    const want = await parquetReadObjects({ file: await asyncBufferFromFile(path) })
    for (const kind of ['spliced', 'encoded'] as const) {
      const sink = memorySink()
      const writer = new ParquetFileWriter(sink, footer.root, footer.keyValues)
      await writer.start()
      for (let group = 0; group < footer.chunks.groupCount; group++) {
        writer.beginRowGroup(footer.chunks.rows[group]!)
        for (let leaf = 0; leaf < footer.chunks.leafCount; leaf++) {
          const chunk = group * footer.chunks.leafCount + leaf
          const start = footer.chunks.start[chunk]!
          const own = bytes.subarray(start, start + footer.chunks.compressed[chunk]!)
          if (kind === 'spliced') await writer.appendChunk({ kind, bytes: own, footer, chunk })
          else {
            const column = await decodeLeaf(footer, chunk, own)
            await writer.appendChunk({ kind, chunk: encodeLeaf(column, footer.leaves[leaf]!) })
          }
        }
      }
      await writer.finish()
      const copy = sink.bytes()
      const got = await parquetReadObjects({ file: copy.buffer })
      expect(got).toEqual(want)
    }
  })
})
