import { EngineError } from '#shared/errors.ts'
import { type ThriftReader } from './thrift.ts'

/** Physical types, by their number in parquet.thrift. */
export const physicalTypes = [
  'BOOLEAN',
  'INT32',
  'INT64',
  'INT96',
  'FLOAT',
  'DOUBLE',
  'BYTE_ARRAY',
  'FIXED_LEN_BYTE_ARRAY',
] as const
/** A Parquet physical type. */
export type PhysicalType = (typeof physicalTypes)[number]

/** How often an element may occur, by its number in parquet.thrift. */
export const repetitions = ['REQUIRED', 'OPTIONAL', 'REPEATED'] as const
/** How often a schema element occurs in its parent. */
export type Repetition = (typeof repetitions)[number]

/** Converted (legacy logical) types that we name, by their number in parquet.thrift. */
const convertedTypes: readonly string[] = [
  ...['UTF8', 'MAP', 'MAP_KEY_VALUE', 'LIST', 'ENUM', 'DECIMAL', 'DATE', 'TIME_MILLIS', 'TIME_MICROS'],
  ...['TIMESTAMP_MILLIS', 'TIMESTAMP_MICROS', 'UINT_8', 'UINT_16', 'UINT_32', 'UINT_64'],
  ...['INT_8', 'INT_16', 'INT_32', 'INT_64', 'JSON', 'BSON', 'INTERVAL'],
]
/** Logical types, by their field number in the LogicalType union of parquet.thrift. */
const logicalTypes: Readonly<Record<number, string>> = {
  1: 'STRING',
  2: 'MAP',
  3: 'LIST',
  4: 'ENUM',
  5: 'DECIMAL',
  6: 'DATE',
  7: 'TIME',
  8: 'TIMESTAMP',
  10: 'INTEGER',
  11: 'UNKNOWN',
  12: 'JSON',
  13: 'BSON',
  14: 'UUID',
  15: 'FLOAT16',
  16: 'VARIANT',
  17: 'GEOMETRY',
  18: 'GEOGRAPHY',
}

/** One node of a Parquet schema. Leaves have a physical type, groups have children. */
export interface SchemaNode {
  readonly name: string
  readonly path: readonly string[]
  readonly repetition: Repetition
  readonly type: PhysicalType | undefined
  /** Bytes per value of FIXED_LEN_BYTE_ARRAY, else 0. */
  readonly typeLength: number
  readonly converted: string | undefined
  readonly logical: string | undefined
  readonly children: readonly SchemaNode[]
  /** Definition level of a value that is present here. */
  readonly maxDefinition: number
  readonly maxRepetition: number
  /** The element's own Thrift struct, its closing stop byte included: written back verbatim. */
  readonly raw: Uint8Array
}

interface FlatElement extends Omit<SchemaNode, 'children' | 'path' | 'maxDefinition' | 'maxRepetition'> {
  readonly childCount: number
}

/** Reads the `schema` list of a footer; the reader stands behind its list header. Returns the root. */
export function readSchema(reader: ThriftReader, count: number): SchemaNode {
  const elements: FlatElement[] = []
  for (let i = 0; i < count; i++) elements.push(readElement(reader))
  let next = 0
  const build = (path: readonly string[], definition: number, repetition: number): SchemaNode => {
    const element = elements[next++]
    if (element === undefined || path.length > 24) reader.fail('the schema tree is inconsistent')
    const isRoot = next === 1
    const ownPath = isRoot ? [] : [...path, element.name]
    const maxDefinition = definition + (isRoot || element.repetition === 'REQUIRED' ? 0 : 1)
    const maxRepetition = repetition + (!isRoot && element.repetition === 'REPEATED' ? 1 : 0)
    const children: SchemaNode[] = []
    for (let i = 0; i < element.childCount; i++) children.push(build(ownPath, maxDefinition, maxRepetition))
    const { childCount: _, ...rest } = element
    return { ...rest, path: ownPath, children, maxDefinition, maxRepetition }
  }
  const root = build([], 0, 0)
  if (next !== count) reader.fail('the schema tree is inconsistent')
  return root
}

function readElement(reader: ThriftReader): FlatElement {
  const start = reader.position
  let type: PhysicalType | undefined
  let typeLength = 0
  let repetition: Repetition = 'REQUIRED'
  let name = ''
  let childCount = 0
  let converted: string | undefined
  let logical: string | undefined
  reader.struct((id, fieldType) => {
    if (id === 1) type = physicalTypes[reader.int()] ?? reader.fail('unknown physical type')
    else if (id === 2) typeLength = reader.int()
    else if (id === 3) repetition = repetitions[reader.int()] ?? reader.fail('unknown repetition')
    else if (id === 4) name = reader.string()
    else if (id === 5) childCount = reader.int()
    else if (id === 6) converted = convertedTypes[reader.int()]
    else if (id === 10) {
      reader.struct((logicalId, logicalType) => {
        logical = logicalTypes[logicalId] ?? `LOGICAL_${logicalId}`
        reader.skip(logicalType)
      })
    } else reader.skip(fieldType)
  })
  const raw = reader.bytes.slice(start, reader.position)
  return { name, repetition, type, typeLength, converted, logical, childCount, raw }
}

/** The leaves of a schema in file order: column chunk `i` of every row group belongs to leaf `i`. */
export function leavesOf(node: SchemaNode): SchemaNode[] {
  return node.type === undefined ? node.children.flatMap(leavesOf) : [node]
}

/** All nodes in depth-first order, as a footer lists them. */
export function flattenSchema(node: SchemaNode): SchemaNode[] {
  return [node, ...node.children.flatMap(flattenSchema)]
}

/** Finds the top-level column `name`. Throws `PARQUET_INVALID` when there is none. */
export function columnNamed(root: SchemaNode, name: string, path: string): SchemaNode {
  const found = root.children.find((child) => child.name === name)
  if (found === undefined) throw new EngineError('PARQUET_INVALID', `${path}: no column ${name}`)
  return found
}

/**
 * Two trees whose encoded chunks are interchangeable: same nesting, levels, physical and logical types.
 * Names inside a list (`item`, `element`, `array`) carry no data and do not count, struct fields do.
 */
export function samePhysicalShape(a: SchemaNode, b: SchemaNode): boolean {
  return (
    a.type === b.type &&
    a.typeLength === b.typeLength &&
    a.repetition === b.repetition &&
    logicalName(a) === logicalName(b) &&
    a.children.length === b.children.length &&
    a.children.every((child, i) => {
      const other = b.children[i]!
      return (isListPart(a, child) || child.name === other.name) && samePhysicalShape(child, other)
    })
  )
}

/** The logical type under one name, whether the writer used the old or the new annotation. */
export function logicalName(node: SchemaNode): string | undefined {
  if (node.logical === 'STRING' || node.converted === 'UTF8') return 'STRING'
  return node.logical ?? node.converted
}

function isListPart(parent: SchemaNode, child: SchemaNode): boolean {
  return (
    isList(parent) ||
    (child.repetition !== 'REPEATED' && parent.repetition === 'REPEATED' && parent.children.length === 1)
  )
}

/** Whether a group is a LIST: its one child repeats. */
export function isList(node: SchemaNode): boolean {
  return (
    logicalName(node) === 'LIST' && node.children.length === 1 && node.children[0]!.repetition === 'REPEATED'
  )
}

/** Whether a leaf is of the Arrow null type: never a value (written as INT32 annotated UNKNOWN). */
export function isNullLeaf(node: SchemaNode): boolean {
  return node.type !== undefined && node.logical === 'UNKNOWN'
}
