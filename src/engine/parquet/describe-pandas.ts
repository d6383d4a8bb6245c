import type { ArrowView } from './describe-arrow.ts'
import { keyValue, type ParquetFooter } from './footer.ts'
import { hasNullLists, pandasColumn, type PandasColumn, type PandasInput } from './pandas-column.ts'
import {
  PANDAS_KEY,
  parsePandasMetadata,
  rangeLength,
  type PandasMetadata,
  type RangeIndex,
} from './pandas-metadata.ts'

/** What `pandas.read_parquet` makes of a file (pandas 2.3 with pyarrow 25). */
export interface PandasView {
  /** One level, or several for a MultiIndex. */
  readonly index: readonly PandasIndexLevel[]
  /** The columns that are not in the index, without `import datasets`; see `withDatasets` of each. */
  readonly columns: readonly PandasColumn[]
  /** What one would not expect of reading the file, or of writing it back with `DataFrame.to_parquet`. */
  readonly notes: readonly string[]
}

/** A level of the index: numbers counted up, half-open, or a column of the file. */
export type PandasIndexLevel =
  | ({ readonly kind: 'range'; readonly name: string | undefined } & Pick<
      RangeIndex,
      'start' | 'stop' | 'step'
    >)
  | { readonly kind: 'column'; readonly name: string | undefined; readonly column: string }

/** Says what pandas makes of a file with these columns. */
export function pandasView(
  footer: ParquetFooter,
  arrow: ArrowView | undefined,
  columns: readonly PandasInput[],
): PandasView {
  // Where there is an Arrow schema, its own copy counts, and the one beside it is ignored.
  const own = keyValue(footer, PANDAS_KEY)
  const text = arrow === undefined ? own : arrow.metadata.get(PANDAS_KEY)
  const metadata = text === undefined ? undefined : parsePandasMetadata(text)
  const levels = indexLevels(metadata, columns, footer.rowCount)
  const inIndex = new Set(levels.map((level) => (level.kind === 'column' ? level.column : undefined)))
  return {
    index:
      levels.length > 0
        ? levels
        : [{ kind: 'range', name: undefined, start: 0, stop: footer.rowCount, step: 1 }],
    columns: columns.filter(({ name }) => !inIndex.has(name)).map((column) => pandasColumn(column, metadata)),
    notes: [
      ...metadataNotes(footer, arrow, { own, text, metadata }),
      ...rangeNotes(metadata, footer.rowCount),
      ...columns.filter(hasNullLists).map(({ name }) => nullListsNote(name)),
      ...rewriteNotes(footer),
    ],
  }
}

function indexLevels(
  metadata: PandasMetadata | undefined,
  columns: readonly PandasInput[],
  rows: number,
): PandasIndexLevel[] {
  return (metadata?.index_columns ?? []).flatMap((entry): PandasIndexLevel[] => {
    if (typeof entry === 'object') {
      const { start, stop, step, name } = entry
      return rangeLength(entry) === rows
        ? [{ kind: 'range', name: name ?? undefined, start, stop, step }]
        : []
    }
    if (!columns.some(({ name }) => name === entry)) return []
    const name = metadata?.columns.find(({ field_name: field }) => field === entry)?.name ?? undefined
    // Before pandas stored names apart, the name of an index without one was its column's.
    const isGenerated = name === entry && /^__index_level_\d+__$/.test(entry)
    return [{ kind: 'column', name: isGenerated ? undefined : name, column: entry }]
  })
}

interface FoundMetadata {
  /** The value of the file's `pandas` key. */
  readonly own: string | undefined
  /** The copy that counts. */
  readonly text: string | undefined
  readonly metadata: PandasMetadata | undefined
}

function metadataNotes(
  footer: ParquetFooter,
  arrow: ArrowView | undefined,
  { own, text, metadata }: FoundMetadata,
): string[] {
  if (arrow === undefined && keyValue(footer, 'ARROW:schema') !== undefined) {
    return [
      'ARROW:schema is damaged or does not fit the columns: pyarrow refuses the file or goes by the Parquet types',
    ]
  }
  if (text === undefined && own !== undefined) {
    return ['the pandas metadata is not inside ARROW:schema as well, so pandas ignores it: the index is lost']
  }
  if (text !== undefined && metadata === undefined)
    return ['the pandas metadata is damaged: pandas may refuse the file']
  return []
}

function rangeNotes(metadata: PandasMetadata | undefined, rows: number): string[] {
  const [range] = (metadata?.index_columns ?? []).filter((entry) => typeof entry === 'object')
  if (range === undefined || rangeLength(range) === rows) return []
  return [
    `the RangeIndex in the pandas metadata has ${rangeLength(range)} labels for ${rows} rows, so pandas ignores it`,
  ]
}

function nullListsNote(name: string): string {
  return `${name} holds null rows in a fixed-size list: pyarrow cannot read the file (ArrowInvalid)`
}

/** `to_parquet` cuts row groups by this number of rows, whatever they were before. */
const PANDAS_GROUP_ROWS = 1 << 20

function rewriteNotes({ keyValues, chunks, rowCount }: ParquetFooter): string[] {
  const lost = keyValues.map(({ key }) => key).filter((key) => key !== PANDAS_KEY && key !== 'ARROW:schema')
  const filled = chunks.rows.reduce((count, rows) => count + (rows > 0 ? 1 : 0), 0)
  const groups = Math.max(1, Math.ceil(rowCount / PANDAS_GROUP_ROWS))
  return [
    ...(lost.length > 0 ? [`written back, the metadata ${lost.join(', ')} is lost`] : []),
    ...(filled > groups ? [`written back, ${filled} row groups become ${groups}`] : []),
  ]
}
