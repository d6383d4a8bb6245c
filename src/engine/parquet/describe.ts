import { resolve } from 'node:path'
import { openFile } from '#engine/io/files.ts'
import type { ArrowColumn, ArrowView, ExtensionType } from './describe-arrow.ts'
import { episodeGrouping, type EpisodeGrouping } from './describe-episodes.ts'
import { describeLeaves, type LeafDescription } from './describe-leaves.ts'
import {
  describeFeatures,
  describeKeyValue,
  type FeatureDescription,
  type MetadataDescription,
} from './describe-metadata.ts'
import { pandasView, type PandasView } from './describe-pandas.ts'
import { keyValue, readFooter, type ParquetFooter } from './footer.ts'
import { leavesOf } from './schema.ts'
import { ThriftReader } from './thrift.ts'
import { parquetType, typeText, type TypeTree } from './type-tree.ts'

/** What a Parquet file is, as plain data for `--json` or a screen. Sizes are bytes. */
export interface ParquetDescription {
  /** Absolute. */
  readonly path: string
  readonly byteLength: number
  readonly footerBytes: number
  readonly rows: number
  /** The application that wrote the file, as it calls itself; empty when it does not say. */
  readonly createdBy: string
  /** The footer's version: 1, or 2 for all later ones. */
  readonly formatVersion: number | undefined
  readonly columns: readonly ColumnDescription[]
  readonly metadata: readonly MetadataDescription[]
  /** Features of the `huggingface` metadata key. */
  readonly features: readonly FeatureDescription[] | undefined
  readonly rowGroups: RowGroupsDescription
  readonly pandas: PandasView
}

/** A top-level column. */
export interface ColumnDescription {
  readonly name: string
  /** The Parquet type, in the words of Arrow: `list<float>`. */
  readonly parquet: string
  readonly nullable: boolean
  /** What `ARROW:schema` says of it. */
  readonly arrow:
    | { readonly type: string; readonly nullable: boolean; readonly extension: ExtensionType | undefined }
    | undefined
  readonly compressed: number
  readonly uncompressed: number
  readonly leaves: readonly LeafDescription[]
}

/** The row groups of a file; the extremes are 0 when it has none. */
export interface RowGroupsDescription {
  readonly count: number
  readonly minRows: number
  readonly maxRows: number
  /** Compressed. */
  readonly minBytes: number
  readonly maxBytes: number
  /** How they go with episodes; undefined without an integer column `episode_index`. */
  readonly episodes: EpisodeGrouping | undefined
}

/**
 * Describes a Parquet file from its footer; no row is read. Throws `FILE_MISSING`, `FILE_UNREADABLE`,
 * `PARQUET_INVALID` or `PARQUET_UNSUPPORTED`.
 */
export async function describeParquet(path: string): Promise<ParquetDescription> {
  await using file = await openFile(resolve(path))
  const footer = await readFooter(file)
  const arrow = await arrowOf(footer)
  const leaves = describeLeaves(footer)
  const columns = columnsOf(footer, arrow, leaves)
  return {
    path: footer.path,
    byteLength: footer.byteLength,
    footerBytes: footer.bytes.length,
    rows: footer.rowCount,
    createdBy: footer.createdBy,
    formatVersion: formatVersion(footer),
    columns: columns.map(({ description }) => description),
    metadata: footer.keyValues.map(describeKeyValue),
    features: describeFeatures(footer),
    rowGroups: rowGroupsOf(footer),
    pandas: pandasView(
      footer,
      arrow,
      columns.map(({ description, type, arrow: own }) => ({
        name: description.name,
        type,
        extension: own?.extension,
        leaves: description.leaves,
        rows: footer.rowCount,
      })),
    ),
  }
}

/** The Arrow library is loaded for files that have an Arrow schema only. */
async function arrowOf(footer: ParquetFooter): Promise<ArrowView | undefined> {
  if (keyValue(footer, 'ARROW:schema') === undefined) return undefined
  const { arrowView } = await import('./describe-arrow.ts')
  return arrowView(footer)
}

interface Column {
  readonly description: ColumnDescription
  readonly type: TypeTree
  readonly arrow: ArrowColumn | undefined
}

function columnsOf(
  footer: ParquetFooter,
  arrow: ArrowView | undefined,
  leaves: readonly LeafDescription[],
): Column[] {
  let next = 0
  return footer.root.children.map((node, i) => {
    const own = leaves.slice(next, (next += leavesOf(node).length))
    const arrowColumn = arrow?.columns[i]
    const storage = parquetType(node)
    const description = {
      name: node.name,
      parquet: typeText(storage),
      nullable: node.repetition === 'OPTIONAL',
      arrow: arrowColumn && { ...arrowColumn, type: typeText(arrowColumn.type) },
      compressed: own.reduce((sum, leaf) => sum + leaf.compressed, 0),
      uncompressed: own.reduce((sum, leaf) => sum + leaf.uncompressed, 0),
      leaves: own,
    }
    // Old timestamps are read as what they are, whatever the Arrow schema says.
    const type = node.type === 'INT96' ? storage : (arrowColumn?.type ?? storage)
    return { description, type, arrow: arrowColumn }
  })
}

function formatVersion(footer: ParquetFooter): number | undefined {
  const reader = new ThriftReader(footer.bytes, 0, footer.path)
  let version: number | undefined
  reader.struct((id, type) => {
    if (id === 1) version = reader.int()
    else reader.skip(type)
  })
  return version
}

function rowGroupsOf(footer: ParquetFooter): RowGroupsDescription {
  const { groupCount, leafCount, rows, compressed } = footer.chunks
  let [minRows, maxRows, minBytes, maxBytes] = groupCount === 0 ? [0, 0, 0, 0] : [Infinity, 0, Infinity, 0]
  for (let group = 0; group < groupCount; group++) {
    const bytes = compressed
      .subarray(group * leafCount, (group + 1) * leafCount)
      .reduce((sum, size) => sum + size, 0)
    minRows = Math.min(minRows, rows[group]!)
    maxRows = Math.max(maxRows, rows[group]!)
    minBytes = Math.min(minBytes, bytes)
    maxBytes = Math.max(maxBytes, bytes)
  }
  return { count: groupCount, minRows, maxRows, minBytes, maxBytes, episodes: episodeGrouping(footer) }
}
