import { readFile } from 'node:fs/promises'
import { tableFromIPC, type Schema } from 'apache-arrow'
import { parquetMetadata, parquetReadObjects, type SchemaElement } from 'hyparquet'
import { readParquet } from 'parquet-wasm'
import { compressors } from './decompress.ts'

/** A value as it stands in a Parquet file; 64-bit integers as numbers, which all of ours fit. */
export type Cell =
  null | boolean | number | string | Uint8Array | readonly Cell[] | { readonly [field: string]: Cell }

/** One row by column name. */
export type Row = Readonly<Record<string, Cell>>

/** A Parquet file as a reader that shares no code with the engine sees it. */
export interface Table {
  readonly rows: readonly Row[]
  readonly columns: readonly string[]
  /** Rows of each row group. */
  readonly groups: readonly number[]
  readonly keyValues: ReadonlyMap<string, string>
  /** Parquet's own schema, flat, the root first. */
  readonly schema: readonly SchemaElement[]
}

/** Reads a whole Parquet file. */
export async function readTable(path: string): Promise<Table> {
  const file = await arrayBufferOf(path)
  const metadata = parquetMetadata(file)
  const rows = await parquetReadObjects({ file, metadata, utf8: false, compressors })
  return {
    rows: rows.map((row) => plain(row) as Row),
    columns: topLevel(metadata.schema).map(({ name }) => name),
    groups: metadata.row_groups.map((group) => Number(group.num_rows)),
    keyValues: new Map(metadata.key_value_metadata?.map(({ key, value }) => [key, value ?? ''])),
    schema: metadata.schema,
  }
}

/** The Arrow schema of a Parquet file as Arrow's own Rust reader states it: types, field and schema metadata. */
export async function readArrow(path: string): Promise<Schema> {
  return tableFromIPC(readParquet(new Uint8Array(await arrayBufferOf(path))).intoIPCStream()).schema
}

/** The bytes of a file in a buffer of their own. */
export async function arrayBufferOf(path: string): Promise<ArrayBuffer> {
  return new Uint8Array(await readFile(path)).buffer
}

/** The top-level elements of a flat schema, with everything below each. */
export function topLevel(schema: readonly SchemaElement[]): { name: string; elements: SchemaElement[] }[] {
  const columns: { name: string; elements: SchemaElement[] }[] = []
  for (let at = 1; at < schema.length;) {
    const end = endOf(schema, at)
    columns.push({ name: schema[at]!.name, elements: schema.slice(at, end) })
    at = end
  }
  return columns
}

function endOf(schema: readonly SchemaElement[], at: number): number {
  let end = at + 1
  for (let child = 0; child < (schema[at]!.num_children ?? 0); child++) end = endOf(schema, end)
  return end
}

function plain(value: unknown): Cell {
  if (typeof value === 'bigint') return Number(value)
  if (value === undefined) return null
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value as Cell
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return Array.from(value as ArrayLike<unknown>, plain)
  return Object.fromEntries(Object.entries(value).map(([field, own]) => [field, plain(own)]))
}
