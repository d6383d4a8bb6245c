import { mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { blockOutput, BlockWriter } from '#engine/io/block-writer.ts'
import { ParquetFileWriter } from '#engine/parquet/file-writer.ts'
import type { KeyValue } from '#engine/parquet/footer.ts'
import type { SchemaNode } from '#engine/parquet/schema.ts'

/** Writes a Parquet file whose row groups `fill` appends. */
export async function writeParquet(
  path: string,
  schema: SchemaNode,
  keyValues: readonly KeyValue[],
  fill: (writer: ParquetFileWriter) => Promise<void>,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const handle = await open(path, 'wx')
  try {
    const out = new BlockWriter(blockOutput(handle, path))
    const writer = new ParquetFileWriter(out, schema, keyValues)
    await writer.start()
    await fill(writer)
    await writer.finish()
    await out.flush()
  } finally {
    await handle.close()
  }
}
