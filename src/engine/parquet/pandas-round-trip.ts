import type { LeafDescription } from './describe-leaves.ts'
import { plainType, typeText, type TypeTree } from './type-tree.ts'

/**
 * What becomes of a column that pandas reads and writes back with `DataFrame.to_parquet`: the same Arrow type,
 * another one, or nothing, since pandas cannot write it.
 */
export type RoundTrip =
  | { readonly kind: 'kept' }
  | { readonly kind: 'changed'; readonly to: string }
  | { readonly kind: 'fails'; readonly error: string }

/** What decides a round trip beside the type. */
export interface RoundTripContext {
  /** The extension type's name; pandas knows it only when it was registered. */
  readonly extension: string | undefined
  readonly leaves: readonly LeafDescription[]
  readonly rows: number
}

/**
 * Predicts a round trip through pandas 2.3 with pyarrow 25, extension types not registered. Nulls inside lists are not
 * looked at: lists of integers with null elements come back as lists of double.
 */
export function pandasRoundTrip(type: TypeTree, { extension, leaves, rows }: RoundTripContext): RoundTrip {
  const to = afterPandas(
    type,
    leaves.map(({ nulls }) => nulls),
    rows,
  )
  if (to === undefined)
    return { kind: 'fails', error: hasMap(type) ? 'ArrowTypeError' : 'ArrowNotImplementedError' }
  const text = typeText(to)
  if (extension !== undefined) return { kind: 'changed', to: `${text}, without its extension type` }
  return text === typeText(type) ? { kind: 'kept' } : { kind: 'changed', to: text }
}

function hasMap(type: TypeTree): boolean {
  if (type.kind === 'list') return hasMap(type.element)
  return type.kind === 'struct' ? type.fields.some((field) => hasMap(field.type)) : type.kind === 'map'
}

/** Undefined for what cannot be written. `nulls` are those of the leaves of `type`, in order. */
function afterPandas(
  type: TypeTree,
  nulls: readonly (number | undefined)[],
  rows: number,
): TypeTree | undefined {
  // Python objects that are all None, or none at all, have no type.
  if (type.kind !== 'plain') {
    if (rows === 0) return plainType('null')
    return type.kind === 'struct' ? structOf(type, { nulls, rows }) : nested(type)
  }
  if (isInteger(type.name)) return plainType((nulls[0] ?? 0) > 0 ? 'double' : type.name)
  if (type.name === 'bool' && rows === 0) return type
  const isArray = /^(halffloat|float|double|timestamp|duration|dictionary)/.test(type.name)
  return plainType(nulls[0] === rows && !isArray ? 'null' : ofObjects(type.name))
}

function isInteger(name: string): boolean {
  return /^u?int\d+$/.test(name)
}

/** A type below the top: lists become arrays of their elements, structs become dicts of Python's own types. */
function nested(type: TypeTree): TypeTree | undefined {
  switch (type.kind) {
    case 'plain':
      return plainType(ofArrays(type.name))
    case 'map':
      return undefined
    case 'list': {
      const element = nested(type.element)
      return element && { kind: 'list', name: 'list', element, length: undefined }
    }
    case 'struct':
      return structOf(type, { nulls: [], rows: 0 })
  }
}

/** `nulls` of the struct's leaves, in order, where they are known. */
function structOf(
  type: Extract<TypeTree, { kind: 'struct' }>,
  { nulls, rows }: { readonly nulls: readonly (number | undefined)[]; readonly rows: number },
): TypeTree | undefined {
  let leaf = 0
  const written = type.fields.map(({ name, type: own }) => {
    const count = nulls[leaf]
    leaf += leafCount(own)
    const to = own.kind === 'plain' ? fieldOf(own.name, count, rows) : nested(own)
    return to && { name, type: to }
  })
  // Parquet has no struct without fields.
  if (written.length === 0 || !written.every((field) => field !== undefined)) return undefined
  return { kind: 'struct', fields: written }
}

function leafCount(type: TypeTree): number {
  switch (type.kind) {
    case 'plain':
      return 1
    case 'list':
      return leafCount(type.element)
    case 'map':
      return leafCount(type.key) + leafCount(type.value)
    case 'struct':
      return type.fields.reduce((sum, field) => sum + leafCount(field.type), 0)
  }
}

/** A plain field of a dict; an integer beside nulls is a float there. */
function fieldOf(name: string, nulls: number | undefined, rows: number): TypeTree {
  if (nulls !== undefined && nulls === rows) return plainType('null')
  return plainType(isInteger(name) && (nulls ?? 0) > 0 ? 'double' : ofPython(name))
}

/** Values that a column holds as Python objects, or as NumPy's own. */
function ofObjects(name: string): string {
  if (name.endsWith('string') || name === 'string_view') return 'string'
  if (name.includes('binary')) return 'binary'
  if (name.startsWith('decimal')) return 'decimal128 of the precision that the values need'
  return name.startsWith('time32') ? 'time64[us]' : name
}

/** NumPy arrays know no time zones and no dictionaries. */
function ofArrays(name: string): string {
  if (name.startsWith('timestamp')) return name.replace(/, tz=.*(?=\])/, '')
  return ofObjects(/^dictionary<(.*)>$/.exec(name)?.[1] ?? name)
}

/** Python has one kind of int, float and datetime. */
function ofPython(name: string): string {
  if (isInteger(name) || name.startsWith('timestamp[ns')) return 'int64'
  if (/^(half)?float$/.test(name)) return 'double'
  if (name.startsWith('timestamp')) return name.replace('[ms', '[us')
  return ofObjects(/^dictionary<(.*)>$/.exec(name)?.[1] ?? name)
}
