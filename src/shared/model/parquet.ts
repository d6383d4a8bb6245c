import type { Place } from './place.ts'

/** A leaf column's storage over the whole file. */
export interface ParquetLeaf {
  readonly path: string
  readonly physical: string
  readonly encodings: readonly string[]
  readonly codecs: readonly string[]
  readonly compressed: number
  readonly uncompressed: number
}

/** A column and its children as a tree. */
export interface ParquetColumn {
  readonly name: string
  readonly parquet: string
  readonly arrow: string | undefined
  /** Extension type with its parameters, as one line. */
  readonly extension: string | undefined
  readonly nullable: boolean
  readonly compressed: number
  readonly uncompressed: number
  readonly leaves: readonly ParquetLeaf[]
}

/** One row group. */
export interface ParquetRowGroup {
  readonly index: number
  readonly rows: number
  readonly compressed: number
  readonly uncompressed: number
}

/** What a Parquet file is. */
export interface ParquetFile {
  readonly place: Place
  readonly bytes: number
  readonly rows: number
  readonly createdBy: string
  readonly columns: readonly ParquetColumn[]
  readonly metadata: readonly { readonly key: string; readonly text: string; readonly bytes: number }[]
  readonly rowGroupCount: number
  /** The first 10 000. */
  readonly rowGroups: readonly ParquetRowGroup[]
}

/**
 * Rows of a file as text: `[from, from + rows.length)`; a cell a column, in the order of `columns`, null where null.
 */
export interface ParquetRows {
  readonly from: number
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | null)[])[]
}
