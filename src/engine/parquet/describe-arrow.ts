import { DataType, Precision, TimeUnit, type Field } from 'apache-arrow'
import { EXTENSION_NAME, readArrowSchema } from './arrow-schema.ts'
import type { ParquetFooter } from './footer.ts'
import { plainType, type TypeTree } from './type-tree.ts'

const EXTENSION_METADATA = 'ARROW:extension:metadata'

/** An extension type, known by its name to whoever registered it. */
export interface ExtensionType {
  readonly name: string
  /** Parsed where they are JSON, as text otherwise; undefined when there are none. */
  readonly parameters: unknown
}

/** What `ARROW:schema` says of a column; for an extension type, `type` is its storage. */
export interface ArrowColumn {
  readonly type: TypeTree
  readonly nullable: boolean
  readonly extension: ExtensionType | undefined
}

/** The Arrow schema of a file. */
export interface ArrowView {
  /** By position, as Arrow matches them. */
  readonly columns: readonly ArrowColumn[]
  readonly metadata: ReadonlyMap<string, string>
}

/**
 * Reads the Arrow schema that a file carries. Undefined when it has none, when it cannot be read, and when its number
 * of fields is not the file's: then Arrow ignores it as a whole.
 */
export function arrowView(footer: ParquetFooter): ArrowView | undefined {
  const schema = readArrowSchema(footer)
  if (schema?.fields.length !== footer.root.children.length) return undefined
  const columns = schema.fields.map(describeField)
  return columns.every((column) => column !== undefined) ? { columns, metadata: schema.metadata } : undefined
}

/** Undefined for types without the children that they must have: the schema is damaged. */
function describeField(field: Field): ArrowColumn | undefined {
  const type = typeOf(field.type as DataType)
  if (type === undefined) return undefined
  const name = field.metadata.get(EXTENSION_NAME)
  const extension =
    name === undefined
      ? undefined
      : { name, parameters: parametersOf(field.metadata.get(EXTENSION_METADATA)) }
  return { type, nullable: field.nullable, extension }
}

function parametersOf(text: string | undefined): unknown {
  if (text === undefined || text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function typeOf(type: DataType | undefined): TypeTree | undefined {
  if (type === undefined) return undefined
  if (DataType.isList(type)) return listOf('list', type.children)
  if (DataType.isLargeList(type)) return listOf('large_list', type.children)
  if (DataType.isFixedSizeList(type)) return listOf('fixed_size_list', type.children, type.listSize)
  if (DataType.isStruct(type)) {
    const fields = type.children.map(({ name, type: own }) => ({ name, type: typeOf(own as DataType) }))
    return fields.every(isTyped) ? { kind: 'struct', fields } : undefined
  }
  if (DataType.isMap(type)) {
    const [key, value] = (type.children[0]?.type as DataType | undefined)?.children ?? []
    const [keyType, valueType] = [typeOf(key?.type as DataType), typeOf(value?.type as DataType)]
    return keyType && valueType && { kind: 'map', key: keyType, value: valueType }
  }
  return plainType(plainName(type))
}

function isTyped<T extends { readonly type: TypeTree | undefined }>(
  field: T,
): field is T & { readonly type: TypeTree } {
  return field.type !== undefined
}

function listOf(
  name: 'list' | 'large_list' | 'fixed_size_list',
  children: readonly (Field | undefined)[],
  length?: number,
): TypeTree | undefined {
  const element = typeOf(children[0]?.type as DataType | undefined)
  return element && { kind: 'list', name, element, length }
}

// Not by `Precision` and `TimeUnit`: a damaged schema has others.
const floats: Readonly<Record<number, string>> = {
  [Precision.HALF]: 'halffloat',
  [Precision.SINGLE]: 'float',
  [Precision.DOUBLE]: 'double',
}
const units: Readonly<Record<number, string>> = {
  [TimeUnit.SECOND]: 's',
  [TimeUnit.MILLISECOND]: 'ms',
  [TimeUnit.MICROSECOND]: 'us',
  [TimeUnit.NANOSECOND]: 'ns',
}

function plainName(type: DataType): string {
  if (DataType.isNull(type)) return 'null'
  if (DataType.isBool(type)) return 'bool'
  if (DataType.isInt(type)) return `${type.isSigned ? '' : 'u'}int${type.bitWidth}`
  if (DataType.isFloat(type)) return floats[type.precision] ?? 'unknown float'
  if (DataType.isUtf8(type)) return 'string'
  if (DataType.isLargeUtf8(type)) return 'large_string'
  if (DataType.isUtf8View(type)) return 'string_view'
  if (DataType.isBinary(type)) return 'binary'
  if (DataType.isLargeBinary(type)) return 'large_binary'
  if (DataType.isBinaryView(type)) return 'binary_view'
  if (DataType.isFixedSizeBinary(type)) return `fixed_size_binary[${type.byteWidth}]`
  if (DataType.isDecimal(type)) return `decimal${type.bitWidth}(${type.precision}, ${type.scale})`
  // Parquet stores both kinds of date as days.
  if (DataType.isDate(type)) return 'date32[day]'
  if (DataType.isTime(type)) return `time${type.bitWidth}[${units[type.unit] ?? '?'}]`
  if (DataType.isTimestamp(type)) return timestampName(type.unit, type.timezone)
  if (DataType.isDuration(type)) return `duration[${units[type.unit] ?? '?'}]`
  if (DataType.isDictionary(type)) return `dictionary<${plainName(type.dictionary as DataType)}>`
  // Unions and intervals, which no Parquet file has.
  return `Arrow type ${type.typeId}`
}

/** Parquet has no seconds: they are stored, and read back, as milliseconds. */
function timestampName(unit: TimeUnit, zone: string | null | undefined): string {
  const stored = unit === TimeUnit.SECOND ? TimeUnit.MILLISECOND : unit
  return `timestamp[${units[stored] ?? '?'}${typeof zone === 'string' && zone !== '' ? `, tz=${zone}` : ''}]`
}
