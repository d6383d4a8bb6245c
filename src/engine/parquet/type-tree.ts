import { isNullLeaf, logicalName, type SchemaNode } from './schema.ts'
import { ThriftReader, thriftType } from './thrift.ts'

/** A type in the words of pyarrow, whether a Parquet or an Arrow schema states it. */
export type TypeTree =
  | { readonly kind: 'plain'; readonly name: string }
  | {
      readonly kind: 'list'
      readonly name: 'list' | 'large_list' | 'fixed_size_list'
      readonly element: TypeTree
      /** Elements of every row, where that is part of the type. */
      readonly length: number | undefined
    }
  | {
      readonly kind: 'struct'
      readonly fields: readonly { readonly name: string; readonly type: TypeTree }[]
    }
  | { readonly kind: 'map'; readonly key: TypeTree; readonly value: TypeTree }

/** A type without parts. */
export function plainType(name: string): TypeTree {
  return { kind: 'plain', name }
}

/** A type as text: `fixed_size_list<float>[6]`, `struct<bytes: binary, path: string>`. */
export function typeText(type: TypeTree): string {
  switch (type.kind) {
    case 'plain':
      return type.name
    case 'list':
      return `${type.name}<${typeText(type.element)}>${type.length === undefined ? '' : `[${type.length}]`}`
    case 'struct':
      return `struct<${type.fields.map((field) => `${field.name}: ${typeText(field.type)}`).join(', ')}>`
    case 'map':
      return `map<${typeText(type.key)}, ${typeText(type.value)}>`
  }
}

/** The type that a Parquet schema node states by itself, as Arrow reads it where there is no `ARROW:schema`. */
export function parquetType(node: SchemaNode): TypeTree {
  if (node.repetition === 'REPEATED') return listOf(ownType(node))
  return ownType(node)
}

function ownType(node: SchemaNode): TypeTree {
  if (node.type !== undefined) return plainType(plainName(node))
  const [only] = node.children
  const logical = logicalName(node)
  if (only?.repetition === 'REPEATED' && node.children.length === 1) {
    if (logical === 'LIST') return listOf(elementType(node, only))
    const [key, value] = only.children
    if (logical?.startsWith('MAP') === true && key !== undefined) {
      return {
        kind: 'map',
        key: parquetType(key),
        value: value === undefined ? plainType('null') : parquetType(value),
      }
    }
  }
  return {
    kind: 'struct',
    fields: node.children.map((child) => ({ name: child.name, type: parquetType(child) })),
  }
}

function listOf(element: TypeTree): TypeTree {
  return { kind: 'list', name: 'list', element, length: undefined }
}

/**
 * Writers of two-level lists repeat the element itself
 * (https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#backward-compatibility-rules).
 */
function elementType(list: SchemaNode, repeated: SchemaNode): TypeTree {
  const [element] = repeated.children
  const isElement = repeated.name === 'array' || repeated.name === `${list.name}_tuple`
  if (element === undefined || repeated.children.length > 1 || isElement) return ownType(repeated)
  return parquetType(element)
}

function plainName(leaf: SchemaNode): string {
  if (isNullLeaf(leaf)) return 'null'
  const logical = logicalName(leaf)
  const { bits, isSigned, unit, isUtc, precision, scale } = logicalDetails(leaf)
  switch (logical) {
    case 'STRING':
    case 'JSON':
      return 'string'
    case 'DATE':
      return 'date32[day]'
    case 'UUID':
      return 'fixed_size_binary[16]'
    case 'FLOAT16':
      return 'halffloat'
    case 'DECIMAL':
      return `decimal${precision > 38 ? 256 : 128}(${precision}, ${scale})`
    case 'INTEGER':
      return `${isSigned ? '' : 'u'}int${bits}`
    case 'TIME':
      return `time${unit === 'ms' ? 32 : 64}[${unit}]`
    case 'TIMESTAMP':
      return `timestamp[${unit}${isUtc ? ', tz=UTC' : ''}]`
    default:
      return legacyName(logical ?? '') ?? physicalName(leaf)
  }
}

/** Annotations of writers from before logical types. */
function legacyName(converted: string): string | undefined {
  const [, sign, bits] = /^(U?)INT_(\d+)$/.exec(converted) ?? []
  if (bits !== undefined) return `${sign === 'U' ? 'u' : ''}int${bits}`
  const [, kind, unit] = /^(TIME|TIMESTAMP)_(MILLIS|MICROS)$/.exec(converted) ?? []
  const short = unit === 'MILLIS' ? 'ms' : 'us'
  if (kind === 'TIMESTAMP') return `timestamp[${short}, tz=UTC]`
  return kind === undefined ? undefined : `time${unit === 'MILLIS' ? 32 : 64}[${short}]`
}

function physicalName(leaf: SchemaNode): string {
  switch (leaf.type) {
    case 'BOOLEAN':
      return 'bool'
    case 'INT32':
      return 'int32'
    case 'INT64':
      return 'int64'
    case 'INT96':
      return 'timestamp[ns]'
    case 'FLOAT':
      return 'float'
    case 'DOUBLE':
      return 'double'
    case 'FIXED_LEN_BYTE_ARRAY':
      return `fixed_size_binary[${leaf.typeLength}]`
    case 'BYTE_ARRAY':
    case undefined:
      return 'binary'
  }
}

/** Parameters of a leaf's logical type, from its own Thrift struct; those of other types are meaningless. */
interface LogicalDetails {
  bits: number
  isSigned: boolean
  unit: string
  isUtc: boolean
  precision: number
  scale: number
}

function logicalDetails(leaf: SchemaNode): LogicalDetails {
  const details: LogicalDetails = {
    bits: 0,
    isSigned: true,
    unit: 'us',
    isUtc: false,
    precision: 0,
    scale: 0,
  }
  const reader = new ThriftReader(leaf.raw, 0, leaf.path.join('.'))
  reader.struct((id, type) => {
    if (id === 7) details.scale = reader.int()
    else if (id === 8) details.precision = reader.int()
    else if (id === 10) {
      reader.struct((logical, own) => {
        if (logical === 7 || logical === 8) readTimeType(reader, details)
        else if (logical === 10) readIntType(reader, details)
        else reader.skip(own)
      })
    } else reader.skip(type)
  })
  return details
}

const units: Readonly<Record<number, string>> = { 1: 'ms', 2: 'us', 3: 'ns' }

function readTimeType(reader: ThriftReader, details: LogicalDetails): void {
  reader.struct((id, type) => {
    if (id === 1) details.isUtc = type === thriftType.true
    else if (id === 2) {
      reader.struct((unit, own) => {
        details.unit = units[unit] ?? 'us'
        reader.skip(own)
      })
    } else reader.skip(type)
  })
}

function readIntType(reader: ThriftReader, details: LogicalDetails): void {
  reader.struct((id, type) => {
    if (id === 1) details.bits = reader.byte()
    else if (id === 2) details.isSigned = type === thriftType.true
    else reader.skip(type)
  })
}
