import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { BlockWriter } from '#engine/io/block-writer.ts'
import { buildSchema } from '#engine/parquet/build-schema.ts'
import { encodeLeaf } from '#engine/parquet/encode.ts'
import { LABELS, type Labels } from './tasks.ts'
import { CREATED_BY, ParquetFileWriter } from '#engine/parquet/file-writer.ts'

/** The pandas metadata that makes `name` the index: without it a task reads as its row number (lerobot-v3-format, section 5). */
function pandasMetadata({ index: name, column }: Labels): string {
  const [library, , version] = CREATED_BY.split(' ')
  return JSON.stringify({
    index_columns: [name],
    column_indexes: [
      {
        name: null,
        field_name: null,
        pandas_type: 'unicode',
        numpy_type: 'object',
        metadata: { encoding: 'UTF-8' },
      },
    ],
    columns: [
      {
        name: column,
        field_name: column,
        pandas_type: 'int64',
        numpy_type: 'int64',
        metadata: null,
      },
      { name, field_name: name, pandas_type: 'unicode', numpy_type: 'object', metadata: null },
    ],
    attributes: {},
    creator: { library, version },
    pandas_version: '2.3.3',
  })
}

/**
 * Writes `meta/tasks.parquet` or `meta/subtasks.parquet`: rows by number, the texts as the pandas index. There is no
 * `ARROW:schema`, so that readers go by the file's own pandas metadata.
 */
export async function writeTasks(
  dir: string,
  tasks: readonly string[],
  labels: Labels = LABELS.tasks,
): Promise<void> {
  const path = join(dir, labels.path)
  const schema = buildSchema([
    { name: labels.column, type: 'int64' },
    { name: labels.index, type: 'string' },
  ])
  const [indexLeaf, textLeaf] = schema.children
  const texts = tasks.map((task) => Buffer.from(task))
  const offsets = new Uint32Array(texts.length + 1)
  texts.forEach((text, i) => (offsets[i + 1] = offsets[i]! + text.length))
  const plain = { count: tasks.length, repetition: undefined, definition: undefined }
  const handle = await open(path, 'wx')
  try {
    const out = new BlockWriter(handle, path)
    const writer = new ParquetFileWriter(out, schema, [{ key: 'pandas', value: pandasMetadata(labels) }])
    await writer.start()
    writer.beginRowGroup(tasks.length)
    const indices = BigInt64Array.from(tasks, (_, i) => BigInt(i))
    await writer.appendChunk({
      kind: 'encoded',
      chunk: encodeLeaf({ ...plain, values: indices }, indexLeaf!),
    })
    const values = { kind: 'bytes', offsets, bytes: Buffer.concat(texts) } as const
    await writer.appendChunk({ kind: 'encoded', chunk: encodeLeaf({ ...plain, values }, textLeaf!) })
    await writer.finish()
    await out.flush()
  } finally {
    await handle.close()
  }
}
