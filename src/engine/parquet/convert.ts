import { EngineError } from '#shared/errors.ts'
import { emptyValues, valueCount, type LeafColumn, type LeafValues } from './leaf.ts'
import { leafNumbers } from './leaf-numbers.ts'
import { isList, leavesOf, type SchemaNode } from './schema.ts'

/** Decoded leaves of one column, by the schema node of the file they come from. */
export type LeavesByNode = ReadonlyMap<SchemaNode, LeafColumn>

/**
 * Recasts the leaves of a column to a unified schema: one leaf column per leaf of `target`, in its order.
 * Levels are translated, values widened without loss, fields that the source lacks become null.
 */
export function convertColumn(source: SchemaNode, target: SchemaNode, leaves: LeavesByNode): LeafColumn[] {
  return convertNode(source, target, [0], leaves)
}

/** `levels[d]` is the definition level in the target that says what level `d` says in the source. */
function convertNode(
  source: SchemaNode,
  target: SchemaNode,
  parentLevels: readonly number[],
  leaves: LeavesByNode,
): LeafColumn[] {
  const levels =
    source.repetition === 'REQUIRED'
      ? [...parentLevels.slice(0, -1), target.maxDefinition]
      : [...parentLevels, target.maxDefinition]
  if (source.type !== undefined) {
    const column = leaves.get(source)
    if (column === undefined)
      throw new EngineError('INTERNAL', `leaf ${source.path.join('.')} was not decoded`)
    return leavesOf(target).map((leaf) => convertLeaf(source, leaf, column, levels))
  }
  return target.children.flatMap((child, i) => {
    const own =
      isList(target) || isListGroup(target)
        ? source.children[i]
        : source.children.find(({ name }) => name === child.name)
    if (own !== undefined) return convertNode(own, child, levels, leaves)
    return leavesOf(child).map((leaf) => absentLeaf(source, leaf, levels, leaves))
  })
}

/** The repeated group inside a LIST; its one child has any name. */
function isListGroup(node: SchemaNode): boolean {
  return node.repetition === 'REPEATED' && node.children.length === 1
}

function convertLeaf(
  source: SchemaNode,
  target: SchemaNode,
  column: LeafColumn,
  levels: readonly number[],
): LeafColumn {
  const present = levels[source.maxDefinition]!
  let definition: Uint8Array | undefined
  if (column.definition !== undefined) definition = column.definition.map((level) => levels[level]!)
  else if (present !== target.maxDefinition) definition = new Uint8Array(column.count).fill(present)
  return {
    count: column.count,
    repetition: column.repetition,
    definition,
    values: widen(column.values, source, target),
  }
}

/** A leaf that the source lacks: null wherever its parent is, as the levels of a sibling tell. */
function absentLeaf(
  parent: SchemaNode,
  target: SchemaNode,
  levels: readonly number[],
  leaves: LeavesByNode,
): LeafColumn {
  const [witness] = leavesOf(parent)
  const column = witness === undefined ? undefined : leaves.get(witness)
  if (witness === undefined || column === undefined)
    throw new EngineError('INTERNAL', `no leaf below ${parent.path.join('.')}`)
  const repetition: number[] = []
  const definition: number[] = []
  for (let i = 0; i < column.count; i++) {
    const level = column.repetition?.[i] ?? 0
    if (level > parent.maxRepetition) continue
    repetition.push(level)
    definition.push(levels[Math.min(column.definition?.[i] ?? witness.maxDefinition, parent.maxDefinition)]!)
  }
  return {
    count: definition.length,
    repetition: target.maxRepetition > 0 ? Uint8Array.from(repetition) : undefined,
    definition: Uint8Array.from(definition),
    values: emptyValues(target),
  }
}

function widen(values: LeafValues, source: SchemaNode, target: SchemaNode): LeafValues {
  const wanted = emptyValues(target)
  if (valueCount(values) === 0) return wanted
  if ('kind' in values || 'kind' in wanted || values.constructor === wanted.constructor) return values
  if (wanted instanceof BigInt64Array) return BigInt64Array.from(leafNumbers(source, values), BigInt)
  if (wanted instanceof Float64Array) return Float64Array.from(leafNumbers(source, values))
  throw new EngineError('INTERNAL', `cannot store ${values.constructor.name} as ${target.type ?? 'a group'}`)
}
