import { join } from 'node:path'
import type { FileDigest } from '#engine/io/file-digest.ts'
import { buildSchema } from '#engine/parquet/build-schema.ts'
import { byteArraysOf } from '#engine/parquet/leaf.ts'
import { encodeLeaf } from '#engine/parquet/encode.ts'
import { LABELS, type Labels } from './tasks.ts'
import { CREATED_BY, writeParquetFile } from '#engine/parquet/file-writer.ts'

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
): Promise<FileDigest> {
  const schema = buildSchema([
    { name: labels.column, type: 'int64' },
    { name: labels.index, type: 'string' },
  ])
  const [indexLeaf, textLeaf] = schema.children
  const plain = { count: tasks.length, repetition: undefined, definition: undefined }
  const indices = BigInt64Array.from(tasks, (_, i) => BigInt(i))
  const texts = byteArraysOf(tasks.map((task) => Buffer.from(task)))
  const keyValues = [{ key: 'pandas', value: pandasMetadata(labels) }]
  const { digest } = await writeParquetFile(join(dir, labels.path), schema, keyValues, async (writer) => {
    writer.beginRowGroup(tasks.length)
    await writer.appendChunk({
      kind: 'encoded',
      chunk: encodeLeaf({ ...plain, values: indices }, indexLeaf!),
    })
    await writer.appendChunk({ kind: 'encoded', chunk: encodeLeaf({ ...plain, values: texts }, textLeaf!) })
  })
  return digest
}
