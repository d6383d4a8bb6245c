import {
  Binary,
  Bool,
  Field,
  Float32,
  Float64,
  Int32,
  Int64,
  List,
  Null,
  RecordBatchReader,
  Schema,
  Struct,
  Table,
  tableToIPC,
  Utf8,
  DataType,
} from 'apache-arrow'
import { hasSoundBounds } from './arrow-schema-bounds.ts'
import type { KeyValue, ParquetFooter } from './footer.ts'
import { keyValue } from './footer.ts'
import { isList, isNullLeaf, logicalName, type SchemaNode } from './schema.ts'

/** The metadata key under which Arrow writers keep their own schema: a base64 IPC message. */
export const ARROW_SCHEMA_KEY = 'ARROW:schema'
/** Field metadata key of extension types. */
export const EXTENSION_NAME = 'ARROW:extension:name'

/** Reads the Arrow schema that a file carries; undefined when it has none or it is damaged. */
export function readArrowSchema(footer: ParquetFooter): Schema | undefined {
  const encoded = keyValue(footer, ARROW_SCHEMA_KEY)
  if (encoded === undefined) return undefined
  const message = Buffer.from(encoded, 'base64')
  // apache-arrow trusts the counts in the message; a damaged one would keep it busy until the memory is full.
  if (!hasSoundBounds(message)) return undefined
  try {
    return RecordBatchReader.from(message).open().schema
  } catch {
    // The Parquet types alone say enough to copy the rows.
    return undefined
  }
}

/** How much a field says beyond its Parquet type: 2 for an extension type, 1 for a fixed list length, else 0. */
export function fieldRichness(field: Field | undefined): number {
  if (field === undefined) return -1
  if (field.metadata.has(EXTENSION_NAME)) return 2
  return DataType.isFixedSizeList(field.type) ? 1 : 0
}

/** Encodes fields and schema metadata as an `ARROW:schema` value. */
export function encodeArrowSchema(fields: readonly Field[], metadata: ReadonlyMap<string, string>): KeyValue {
  const schema = new Schema([...fields], new Map(metadata))
  return {
    key: ARROW_SCHEMA_KEY,
    value: Buffer.from(tableToIPC(new Table(schema), 'stream')).toString('base64'),
  }
}

/** The Arrow field of a Parquet column that no source has in this form; undefined for types we cannot name. */
export function fieldOf(node: SchemaNode): Field | undefined {
  const type = typeOf(node)
  return type === undefined ? undefined : new Field(node.name, type, node.repetition !== 'REQUIRED')
}

function typeOf(node: SchemaNode): DataType | undefined {
  if (isNullLeaf(node)) return new Null()
  if (isList(node)) {
    const repeated = node.children[0]!
    const element = fieldOf(repeated.children.length === 1 ? repeated.children[0]! : repeated)
    return element === undefined ? undefined : new List(element)
  }
  if (node.type === undefined) {
    const fields = node.children.map(fieldOf)
    return fields.every((field) => field !== undefined) ? new Struct(fields) : undefined
  }
  const logical = logicalName(node)
  if (logical === 'STRING') return new Utf8()
  if (logical !== undefined) return undefined
  switch (node.type) {
    case 'BOOLEAN':
      return new Bool()
    case 'INT32':
      return new Int32()
    case 'INT64':
      return new Int64()
    case 'FLOAT':
      return new Float32()
    case 'DOUBLE':
      return new Float64()
    case 'BYTE_ARRAY':
      return new Binary()
    case 'INT96':
    case 'FIXED_LEN_BYTE_ARRAY':
      return undefined
  }
}
