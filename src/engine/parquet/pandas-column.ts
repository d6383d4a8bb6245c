import { z } from 'zod'
import type { ExtensionType } from './describe-arrow.ts'
import type { LeafDescription } from './describe-leaves.ts'
import type { PandasMetadata } from './pandas-metadata.ts'
import { pandasRoundTrip, type RoundTrip } from './pandas-round-trip.ts'
import type { TypeTree } from './type-tree.ts'

/** A column as `pandas.read_parquet` gives it (pandas 2.3 with pyarrow 25). */
export interface PandasColumn {
  readonly name: string
  readonly dtype: string
  /** What a cell holds, where the dtype does not say it. */
  readonly cells: string | undefined
  readonly roundTrip: RoundTrip
  /**
   * The same after `import datasets`, which registers the extension types of its own. Undefined where that makes no
   * difference.
   */
  readonly withDatasets: Omit<PandasColumn, 'name' | 'withDatasets'> | undefined
}

/** What pandas needs to know of a column. */
export interface PandasInput {
  readonly name: string
  /** The Arrow type, or the Parquet type where there is no Arrow schema; storage, for an extension type. */
  readonly type: TypeTree
  readonly extension: ExtensionType | undefined
  readonly leaves: readonly LeafDescription[]
  readonly rows: number
}

/** Says what pandas makes of a column. */
export function pandasColumn(input: PandasInput, metadata: PandasMetadata | undefined): PandasColumn {
  const { name, type, extension, leaves, rows } = input
  const nulls = leaves.length === 1 && type.kind === 'plain' ? leaves[0]!.nulls : undefined
  const extensionDtype = nullableDtype(
    metadata?.columns.find(({ field_name: field }) => field === name)?.numpy_type,
  )
  const dtype = extensionDtype ?? dtypeOf(type, nulls)
  const kept: RoundTrip = { kind: 'kept' }
  return {
    name,
    dtype,
    cells: dtype === 'object' ? cellsOf(type) : undefined,
    roundTrip:
      extensionDtype === undefined
        ? pandasRoundTrip(type, { extension: extension?.name, leaves, rows })
        : kept,
    withDatasets: arrayExtension(extension),
  }
}

/** pandas' own nullable types, which its metadata brings back: `Int64`, `boolean`, `string`, `int64[pyarrow]`. */
function nullableDtype(numpyType: string | null | undefined): string | undefined {
  const isNullable = /^(U?Int(8|16|32|64)|Float(32|64)|boolean|string|.*\[pyarrow\])$/.test(numpyType ?? '')
  return isNullable ? (numpyType ?? undefined) : undefined
}

const numpyNames: Readonly<Record<string, string>> = {
  halffloat: 'float16',
  float: 'float32',
  double: 'float64',
}

/** The NumPy name of a number type; undefined for all others. */
function numpyName(name: string): string | undefined {
  return /^u?int\d+$/.test(name) || name === 'bool' ? name : numpyNames[name]
}

function dtypeOf(type: TypeTree, nulls: number | undefined): string {
  if (type.kind !== 'plain') return 'object'
  const { name } = type
  const [, unit = '', zone] = /^timestamp\[(\w+)(?:, tz=(.*))?\]$/.exec(name) ?? []
  if (unit !== '') return `datetime64[${unit}${zone === undefined ? '' : `, ${zone}`}]`
  if (name.startsWith('duration')) return name.replace('duration', 'timedelta64')
  if (name.startsWith('dictionary')) return 'category'
  const numpy = numpyName(name)
  if (numpy === undefined) return 'object'
  if (numpy.startsWith('float') || nulls === 0) return numpy
  const withNulls = numpy === 'bool' ? 'object' : 'float64'
  return nulls === undefined ? `${numpy}, or ${withNulls} if there are nulls` : withNulls
}

function cellsOf(type: TypeTree): string {
  switch (type.kind) {
    case 'list':
      return `numpy.ndarray of ${elementsOf(type.element)}${type.length === undefined ? '' : `, shape (${type.length},)`}`
    case 'struct':
      return `dict of ${type.fields.map(({ name }) => name).join(', ')}`
    case 'map':
      return 'list of (key, value) tuples'
    case 'plain':
      return plainCells(type.name)
  }
}

function elementsOf(element: TypeTree): string {
  if (element.kind !== 'plain') return cellsOf(element)
  const { name } = element
  if (name.startsWith('timestamp')) return `datetime64[${/\w+/.exec(name.slice(10))?.[0] ?? 'us'}]`
  return name.startsWith('duration')
    ? name.replace('duration', 'timedelta64')
    : (numpyName(name) ?? plainCells(name))
}

function plainCells(name: string): string {
  if (name.includes('string')) return 'str'
  if (name.includes('binary')) return 'bytes'
  if (name.startsWith('date')) return 'datetime.date'
  if (name.startsWith('time')) return 'datetime.time'
  if (name.startsWith('decimal')) return 'decimal.Decimal'
  if (name === 'bool') return 'bool or None'
  return name === 'null' ? 'None' : name
}

const arrayParameters = z.tuple([z.array(z.number().nullable()), z.string()])

/** Array2D to Array5D of Hugging Face datasets: their pandas type cannot be turned into Arrow again. */
function arrayExtension(extension: ExtensionType | undefined): PandasColumn['withDatasets'] {
  if (extension === undefined || !/^datasets\..*Array[2-5]DExtensionType$/.test(extension.name))
    return undefined
  const { data } = arrayParameters.safeParse(extension.parameters)
  const [shape, dtype] = data ?? [[], '?']
  const sizes = shape.map((size) => (size === null ? 'any' : String(size)))
  return {
    dtype: `array[${shape[0] === null ? 'object' : dtype}]`,
    cells: `numpy.ndarray of ${dtype}, shape (${sizes.join(', ')})`,
    roundTrip: { kind: 'fails', error: 'ArrowTypeError' },
  }
}

/** Whether a fixed-size list holds null rows, which pyarrow writes but does not read; only told for lists of plain values. */
export function hasNullLists({ type, leaves, rows }: PandasInput): boolean {
  if (type.kind !== 'list' || type.length === undefined || type.element.kind !== 'plain') return false
  // A null row is one entry without elements.
  return leaves[0]!.entries !== rows * type.length
}
