import {
  physicalTypes,
  readSchema,
  repetitions,
  type PhysicalType,
  type Repetition,
  type SchemaNode,
} from './schema.ts'
import { ThriftReader, ThriftWriter, thriftType } from './thrift.ts'

/** A column to be made, in the layout that pyarrow writes: everything nullable, lists as three levels. */
export type ColumnType = 'int64' | 'double' | 'string' | { readonly list: ColumnType }

/** A new column, or one taken over from a file with its element structs verbatim. */
export type NewColumn = { readonly name: string; readonly type: ColumnType } | SchemaNode

const CONVERTED_UTF8 = 0
const CONVERTED_LIST = 3
const LOGICAL_STRING = 1
const LOGICAL_LIST = 3

/** Builds a schema of the given columns. */
export function buildSchema(columns: readonly NewColumn[]): SchemaNode {
  const writer = new ThriftWriter()
  let count = 1
  writeElement(writer, { name: 'schema', repetition: undefined, children: columns.length })
  const takeOver = (node: SchemaNode): void => {
    writer.append(node.raw)
    count++
    node.children.forEach(takeOver)
  }
  const create = (name: string, type: ColumnType): void => {
    count++
    if (typeof type === 'string') {
      const physical = { int64: 'INT64', double: 'DOUBLE', string: 'BYTE_ARRAY' } as const
      const isText = type === 'string'
      writeElement(writer, {
        name,
        repetition: 'OPTIONAL',
        type: physical[type],
        children: 0,
        ...(isText ? { converted: CONVERTED_UTF8, logical: LOGICAL_STRING } : {}),
      })
      return
    }
    writeElement(writer, {
      name,
      repetition: 'OPTIONAL',
      children: 1,
      converted: CONVERTED_LIST,
      logical: LOGICAL_LIST,
    })
    writeElement(writer, { name: 'list', repetition: 'REPEATED', children: 1 })
    count++
    create('element', type.list)
  }
  for (const column of columns) {
    if ('raw' in column) takeOver(column)
    else create(column.name, column.type)
  }
  return readSchema(new ThriftReader(writer.bytes(), 0, 'new schema'), count)
}

interface NewElement {
  readonly name: string
  /** Undefined for the root. */
  readonly repetition: Repetition | undefined
  readonly type?: PhysicalType
  readonly typeLength?: number
  readonly children: number
  readonly converted?: number
  readonly logical?: number
}

/** Writes one SchemaElement struct. */
export function writeElement(writer: ThriftWriter, element: NewElement): void {
  writer.beginStruct()
  if (element.type !== undefined) writer.intField(1, 'i32', physicalTypes.indexOf(element.type))
  if (element.typeLength !== undefined && element.typeLength > 0)
    writer.intField(2, 'i32', element.typeLength)
  if (element.repetition !== undefined) writer.intField(3, 'i32', repetitions.indexOf(element.repetition))
  writer.stringField(4, element.name)
  if (element.children > 0) writer.intField(5, 'i32', element.children)
  if (element.converted !== undefined) writer.intField(6, 'i32', element.converted)
  if (element.logical !== undefined) {
    writer.field(10, thriftType.struct)
    writer.beginStruct()
    writer.field(element.logical, thriftType.struct)
    writer.beginStruct()
    writer.endStruct()
    writer.endStruct()
  }
  writer.endStruct()
}
