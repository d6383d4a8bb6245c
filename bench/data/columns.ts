import { emptyValues, type LeafColumn, type LeafValues } from '#engine/parquet/leaf.ts'
import { leavesOf, type SchemaNode } from '#engine/parquet/schema.ts'

/** A column without nulls and lists. */
export function scalarColumn(node: SchemaNode, values: ArrayLike<number>): LeafColumn {
  return {
    count: values.length,
    repetition: undefined,
    definition: undefined,
    values: numbersAs(node, values),
  }
}

/**
 * A column of lists, none of them empty. Deeper lists are those of picture statistics, `[[[r]], [[g]], [[b]]]`:
 * each number opens a new element of the outermost list, so the levels are those of a plain list.
 */
export function listColumn(node: SchemaNode, rows: readonly (readonly number[])[]): LeafColumn {
  const [leaf] = leavesOf(node)
  const values = rows.flat()
  const repetition = new Uint8Array(values.length).fill(1)
  let at = 0
  for (const row of rows) {
    repetition[at] = 0
    at += row.length
  }
  return { count: values.length, repetition, definition: undefined, values: numbersAs(leaf!, values) }
}

/** A column of lists of equal length, given as one array. */
export function vectorColumn(values: Float32Array, width: number): LeafColumn {
  const repetition = new Uint8Array(values.length).fill(1)
  for (let at = 0; at < values.length; at += width) repetition[at] = 0
  return { count: values.length, repetition, definition: undefined, values }
}

/** A column of one-element lists of text. */
export function textColumn(texts: readonly string[]): LeafColumn {
  const bytes = texts.map((text) => Buffer.from(text))
  const offsets = new Uint32Array(bytes.length + 1)
  bytes.forEach((text, i) => (offsets[i + 1] = offsets[i]! + text.length))
  return {
    count: texts.length,
    repetition: new Uint8Array(texts.length),
    definition: undefined,
    values: { kind: 'bytes', offsets, bytes: Buffer.concat(bytes) },
  }
}

function numbersAs(leaf: SchemaNode, values: ArrayLike<number>): LeafValues {
  const empty = emptyValues(leaf)
  if (empty instanceof BigInt64Array) return BigInt64Array.from(Array.from(values), BigInt)
  if (empty instanceof Float32Array) return Float32Array.from(values)
  return Float64Array.from(values)
}
