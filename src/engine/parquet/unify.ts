import { EngineError } from '#shared/errors.ts'
import {
  isList,
  isNullLeaf,
  logicalName,
  readSchema,
  repetitions,
  flattenSchema,
  samePhysicalShape,
  type PhysicalType,
  type Repetition,
  type SchemaNode,
} from './schema.ts'
import { ThriftReader, ThriftWriter } from './thrift.ts'

/** Lossless widenings: a value of the key type fits the listed types exactly. */
const widerThan: Readonly<Partial<Record<PhysicalType, readonly PhysicalType[]>>> = {
  INT32: ['INT64', 'DOUBLE'],
  FLOAT: ['DOUBLE'],
}

/** Whether values of physical type `from` can be stored as `to` without loss. */
export function canWiden(from: PhysicalType, to: PhysicalType): boolean {
  return from === to || (widerThan[from]?.includes(to) ?? false)
}

/** A node on its way into a unified schema: the element to take over, and what differs from it. */
interface Draft {
  readonly from: SchemaNode
  readonly repetition: Repetition
  readonly children: readonly Draft[]
}

/**
 * The narrowest schema that holds the rows of every given one: null columns take the type they have elsewhere,
 * structs get the fields of all, numbers widen without loss, and what may be null somewhere may be null.
 * Columns stand in the order of the first schema. All must have the same columns.
 * Throws `PARQUET_UNSUPPORTED` naming the column whose types cannot be reconciled.
 */
export function unifySchemas(roots: readonly SchemaNode[]): SchemaNode {
  const [first, ...others] = roots
  if (first === undefined) throw new EngineError('INTERNAL', 'no schemas to unify')
  const columns = first.children.map((column) =>
    others.reduce((draft, root) => {
      const other = root.children.find((child) => child.name === column.name)
      return other === undefined ? draft : merge(draft, draftOf(other), column.name)
    }, draftOf(column)),
  )
  return toSchema({ from: first, repetition: first.repetition, children: columns })
}

function draftOf(node: SchemaNode): Draft {
  return { from: node, repetition: node.repetition, children: node.children.map(draftOf) }
}

function merge(a: Draft, b: Draft, column: string): Draft {
  if (a.from !== b.from && isUntouched(a) && samePhysicalShape(a.from, b.from)) return a
  const repetition = joinRepetition(a.repetition, b.repetition, column)
  if (isNullLeaf(a.from)) return { ...b, repetition: optional(repetition) }
  if (isNullLeaf(b.from)) return { ...a, repetition: optional(repetition) }
  if (a.from.type !== undefined || b.from.type !== undefined)
    return { ...mergeLeaves(a, b, column), repetition }
  if (isList(a.from) !== isList(b.from)) throw irreconcilable(a.from, b.from, column)
  if (isList(a.from) || (a.repetition === 'REPEATED' && a.children.length === 1 && b.children.length === 1)) {
    return { from: a.from, repetition, children: [merge(a.children[0]!, b.children[0]!, column)] }
  }
  return { from: a.from, repetition, children: mergeFields(a.children, b.children, column) }
}

function isUntouched(draft: Draft): boolean {
  return (
    draft.repetition === draft.from.repetition &&
    draft.children.length === draft.from.children.length &&
    draft.children.every((child, i) => child.from === draft.from.children[i] && isUntouched(child))
  )
}

function mergeFields(a: readonly Draft[], b: readonly Draft[], column: string): Draft[] {
  const named = (drafts: readonly Draft[], name: string): Draft | undefined =>
    drafts.find((draft) => draft.from.name === name)
  const known = a.map((field) => {
    const other = named(b, field.from.name)
    return other === undefined
      ? { ...field, repetition: optional(field.repetition) }
      : merge(field, other, column)
  })
  const added = b.filter((field) => named(a, field.from.name) === undefined)
  return [...known, ...added.map((field) => ({ ...field, repetition: optional(field.repetition) }))]
}

function mergeLeaves(a: Draft, b: Draft, column: string): Draft {
  const [left, right] = [a.from.type, b.from.type]
  if (left === undefined || right === undefined || a.from.typeLength !== b.from.typeLength) {
    throw irreconcilable(a.from, b.from, column)
  }
  if (left === right && logicalName(a.from) === logicalName(b.from)) return a
  if (left === right && (logicalName(a.from) === undefined || logicalName(b.from) === undefined)) {
    return logicalName(a.from) === undefined ? b : a
  }
  if (canWiden(right, left)) return a
  if (canWiden(left, right)) return b
  throw irreconcilable(a.from, b.from, column)
}

function optional(repetition: Repetition): Repetition {
  return repetition === 'REQUIRED' ? 'OPTIONAL' : repetition
}

function joinRepetition(a: Repetition, b: Repetition, column: string): Repetition {
  if (a === b) return a
  if (a === 'REPEATED' || b === 'REPEATED')
    throw new EngineError('PARQUET_UNSUPPORTED', `column ${column} is a list in one file and none in another`)
  return 'OPTIONAL'
}

function irreconcilable(a: SchemaNode, b: SchemaNode, column: string): EngineError {
  return new EngineError(
    'PARQUET_UNSUPPORTED',
    `column ${column} is ${describeNode(a)} in one file and ${describeNode(b)} in another`,
    {
      details: { column, expected: describeNode(a), actual: describeNode(b) },
    },
  )
}

/** A node in few words, for messages. */
export function describeNode(node: SchemaNode): string {
  if (isList(node)) return `list<${describeNode(node.children[0]!.children[0] ?? node.children[0]!)}>`
  if (node.type === undefined) return `struct<${node.children.map((child) => child.name).join(', ')}>`
  return logicalName(node) === undefined ? node.type : `${node.type} (${logicalName(node)!})`
}

/** Serialises a draft and reads it back: paths and levels follow from the one parser. */
function toSchema(draft: Draft): SchemaNode {
  const writer = new ThriftWriter()
  let count = 0
  const write = (node: Draft): void => {
    count++
    writeElement(writer, node)
    node.children.forEach(write)
  }
  write(draft)
  return readSchema(new ThriftReader(writer.bytes(), 0, 'unified schema'), count)
}

/** The source's element with another repetition and child count: everything else verbatim. */
function writeElement(writer: ThriftWriter, { from, repetition, children }: Draft): void {
  const reader = new ThriftReader(from.raw, 0, from.name)
  writer.beginStruct()
  reader.struct((id, type) => {
    const start = reader.position
    reader.skip(type)
    if (id === 3) writer.intField(3, 'i32', repetitions.indexOf(repetition))
    else if (id === 5) writer.intField(5, 'i32', children.length)
    else {
      writer.field(id, type)
      writer.append(from.raw.subarray(start, reader.position))
    }
  })
  writer.endStruct()
}

/** Whether two schemas have the same columns with interchangeable chunks, in the same order. */
export function sameColumns(a: SchemaNode, b: SchemaNode): boolean {
  return (
    a.children.length === b.children.length &&
    a.children.every(
      (column, i) => column.name === b.children[i]!.name && samePhysicalShape(column, b.children[i]!),
    )
  )
}

/** A key that is equal for files whose schema elements are byte for byte the same. */
export function schemaKey(root: SchemaNode): string {
  return flattenSchema(root)
    .map(({ raw }) => Buffer.from(raw).toString('latin1'))
    .join('')
}
