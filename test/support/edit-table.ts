import { writeFile } from 'node:fs/promises'
import {
  parquetMetadata,
  parquetReadObjects,
  type CompressionCodec,
  type KeyValue,
  type SchemaElement,
} from 'hyparquet'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { arrayBufferOf, topLevel } from './read-table.ts'

/** A column of a Parquet file that is being edited. 64-bit integers are bigints here, as they will be written. */
export interface EditedColumn {
  readonly name: string
  /** Its part of Parquet's flat schema. */
  readonly elements: readonly SchemaElement[]
  readonly values: readonly unknown[]
}

/** A Parquet file that is being edited. */
export interface EditedTable {
  readonly columns: readonly EditedColumn[]
  /** Rows of each row group. */
  readonly groups: readonly number[]
  readonly keyValues: readonly KeyValue[]
  readonly codec?: CompressionCodec
  /** A Bloom filter and a page index for every column chunk. */
  readonly isIndexed?: boolean
}

/**
 * Rewrites a Parquet file with hyparquet-writer, which lays pages out otherwise than pyarrow does. Arrow's own schema
 * is kept only while the columns stay what they are.
 */
export async function editTable(path: string, edit: (table: EditedTable) => EditedTable): Promise<void> {
  const file = await arrayBufferOf(path)
  const metadata = parquetMetadata(file)
  const rows = await parquetReadObjects({ file, metadata, utf8: false })
  const before: EditedTable = {
    columns: topLevel(metadata.schema).map(({ name, elements }) => ({
      name,
      elements,
      values: rows.map((row) => row[name] as unknown),
    })),
    groups: metadata.row_groups.map((group) => Number(group.num_rows)),
    keyValues: metadata.key_value_metadata ?? [],
  }
  await writeTable(path, edit(before))
}

/** Writes a Parquet file; everything about it is the caller's. */
export async function writeTable(
  path: string,
  { columns, groups, keyValues, codec, isIndexed = false }: EditedTable,
): Promise<void> {
  const root: SchemaElement = { name: 'schema', repetition_type: 'REQUIRED', num_children: columns.length }
  const buffer = parquetWriteBuffer({
    columnData: columns.map(({ name, values }) => ({
      name,
      data: [...values],
      bloomFilter: isIndexed,
      columnIndex: isIndexed,
    })),
    schema: [root, ...columns.flatMap(({ elements }) => elements)],
    rowGroupSize: [...groups],
    kvMetadata: [...keyValues],
    codec: codec ?? 'SNAPPY',
  })
  await writeFile(path, new Uint8Array(buffer))
}

/** Changes the values of one column, row by row. */
export function mapColumn(
  name: string,
  map: (value: unknown, row: number) => unknown,
): (table: EditedTable) => EditedTable {
  return (table) => {
    if (!table.columns.some((column) => column.name === name)) throw new Error(`no column ${name}`)
    return {
      ...table,
      columns: table.columns.map((column) =>
        column.name === name ? { ...column, values: column.values.map(map) } : column,
      ),
    }
  }
}

/** Takes columns out. */
export function dropColumns(isDropped: (name: string) => boolean): (table: EditedTable) => EditedTable {
  return (table) => ({
    ...table,
    columns: table.columns.filter(({ name }) => !isDropped(name)),
    keyValues: withoutArrow(table.keyValues),
  })
}

/** Puts a nullable column behind the others. */
export function addColumn(
  name: string,
  type: keyof typeof elementTypes,
  value: (row: number) => unknown,
): (table: EditedTable) => EditedTable {
  return (table) => ({
    ...table,
    columns: [
      ...table.columns,
      newColumn(
        name,
        type,
        table.columns[0]!.values.map((_, row) => value(row)),
      ),
    ],
    keyValues: withoutArrow(table.keyValues),
  })
}

const elementTypes = {
  INT64: { type: 'INT64' },
  UINT_32: { type: 'INT32', converted_type: 'UINT_32' },
  FLOAT16: { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 2, logical_type: { type: 'FLOAT16' } },
  UTF8: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
} as const satisfies Readonly<Record<string, Partial<SchemaElement>>>

/** A nullable column. */
export function newColumn(
  name: string,
  type: keyof typeof elementTypes,
  values: readonly unknown[],
): EditedColumn {
  return { name, elements: [{ name, repetition_type: 'OPTIONAL', ...elementTypes[type] }], values }
}

/** Gives a column another name. */
export function renameColumn(from: string, to: string): (table: EditedTable) => EditedTable {
  return (table) => ({
    ...table,
    columns: table.columns.map((column) =>
      column.name === from
        ? {
            ...column,
            name: to,
            elements: [{ ...column.elements[0]!, name: to }, ...column.elements.slice(1)],
          }
        : column,
    ),
    keyValues: withoutArrow(table.keyValues),
  })
}

/** Stores a column's leaves as another physical type; its values must suit. */
export function retypeColumns(
  isRetyped: (name: string) => boolean,
  type: 'INT32' | 'INT64' | 'DOUBLE',
  convert: (value: unknown) => unknown,
): (table: EditedTable) => EditedTable {
  const deep = (value: unknown): unknown =>
    Array.isArray(value) || ArrayBuffer.isView(value)
      ? Array.from(value as ArrayLike<unknown>, deep)
      : convert(value)
  return (table) => ({
    ...table,
    columns: table.columns.map((column) =>
      isRetyped(column.name)
        ? {
            ...column,
            elements: column.elements.map((element) =>
              element.type === undefined ? element : { ...element, type },
            ),
            values: column.values.map(deep),
          }
        : column,
    ),
    keyValues: withoutArrow(table.keyValues),
  })
}

/** Takes the schema out that Arrow writers embed. */
export function withoutArrow(keyValues: readonly KeyValue[]): KeyValue[] {
  return keyValues.filter(({ key }) => key !== 'ARROW:schema')
}
