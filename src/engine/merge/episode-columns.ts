import type { MergePlan, Shard } from '#shared/plan.ts'
import { bytesSource, openFile, type ByteSource } from '#engine/io/files.ts'
import type { FilePool } from '#engine/io/file-pool.ts'
import { readColumn, numericValues } from '#engine/parquet/column.ts'
import { convertColumn } from '#engine/parquet/convert.ts'
import { chunkRange, type ParquetFooter } from '#engine/parquet/footer.ts'
import {
  concatLeaves,
  emptyValues,
  rowOffsets,
  sliceRows,
  type LeafColumn,
  type RowOffsets,
} from '#engine/parquet/leaf.ts'
import { decodeLeaf } from '#engine/parquet/read.ts'
import { leavesOf, type SchemaNode } from '#engine/parquet/schema.ts'
import type { MergeSources } from './sources.ts'

/** A source's `meta/episodes` file; `bytes` are the whole of it where they are kept. */
interface OpenTable {
  readonly source: ByteSource
  readonly bytes: Uint8Array | undefined
  readonly footer: ParquetFooter
}

/** A `meta/episodes` file that is opened when it is first needed. */
interface Table {
  readonly number: number
  readonly file: string
  opened?: OpenTable
}

/** Consecutive rows `[start, end)` of one source file that stand next to each other in the result. */
interface RowRun {
  readonly table: Table
  readonly start: number
  end: number
}

/** A top-level column of a schema, with its leaves and their numbers. */
interface SourceColumn {
  readonly node: SchemaNode
  readonly leaves: readonly { readonly node: SchemaNode; readonly number: number }[]
}

/** The leaves of a column of one file. */
interface DecodedColumn {
  readonly column: SourceColumn
  readonly leaves: readonly DecodedLeaf[]
}

/** A leaf of all rows of a file. */
class DecodedLeaf {
  /** Of its row groups. */
  readonly parts: readonly LeafColumn[]
  readonly #node: SchemaNode
  #joined: { readonly values: LeafColumn; readonly offsets: RowOffsets } | undefined

  constructor(parts: readonly LeafColumn[], node: SchemaNode) {
    this.parts = parts
    this.#node = node
  }

  /** Rows `[start, end)` of it. */
  slice(start: number, end: number): LeafColumn {
    this.#joined ??= this.#join()
    return sliceRows(this.#joined.values, this.#joined.offsets, start, end)
  }

  #join() {
    const values = concatLeaves(this.parts, this.#node)
    return { values, offsets: rowOffsets(values, this.#node.maxDefinition) }
  }
}

/** Rows of neighbouring runs whose column is of the very same type; undefined where the sources lack it. */
interface Stretch {
  readonly column: SourceColumn | undefined
  /** By leaf of the column. */
  readonly parts: LeafColumn[][]
  rows: number
}

/** Sources' `meta/episodes` up to this size are read once and kept; beyond, each column is read when its turn comes. */
const KEPT_BYTES = 64 << 20

/** The `meta/episodes` rows of a shard's episodes, gathered from the sources column by column. */
export class EpisodeColumns implements Disposable {
  readonly #sources: MergeSources
  readonly #pool: FilePool
  readonly #runs: readonly RowRun[]
  readonly #columns = new Map<SchemaNode, ReadonlyMap<string, SourceColumn>>()
  #kept: Uint8Array<ArrayBuffer>[] = []
  #keptBytes = 0

  constructor(plan: MergePlan, shard: Pick<Shard, 'first' | 'end'>, sources: MergeSources, pool: FilePool) {
    this.#sources = sources
    this.#pool = pool
    this.#runs = runsOf(plan, shard)
  }

  /** The leaves of one column for all episodes of the shard, null where a source lacks the column. */
  async gather(target: SchemaNode): Promise<LeafColumn[]> {
    const stretches: Stretch[] = []
    const decoded = new Map<Table, DecodedColumn | undefined>()
    for (const { table, start, end } of this.#runs) {
      if (!decoded.has(table)) decoded.set(table, await this.#decode(table, target.name))
      const own = decoded.get(table)
      let stretch = stretches.at(-1)
      if (stretch === undefined || stretch.column !== own?.column) {
        stretch = { column: own?.column, parts: own?.leaves.map(() => []) ?? [], rows: 0 }
        stretches.push(stretch)
      }
      stretch.rows += end - start
      const isWhole = start === 0 && end === table.opened!.footer.rowCount
      own?.leaves.forEach((leaf, i) => {
        if (!isWhole) stretch.parts[i]!.push(leaf.slice(start, end))
        else for (const part of leaf.parts) stretch.parts[i]!.push(part)
      })
    }
    const parts = stretches.map((stretch) => recast(stretch, target))
    return leavesOf(target).map((leaf, i) =>
      concatLeaves(
        parts.map((part) => part[i]!),
        leaf,
      ),
    )
  }

  /** The numbers of a statistic for each episode of the shard; undefined where there is none. */
  async numbers(target: SchemaNode): Promise<(number[] | undefined)[]> {
    const [column] = await this.gather(target)
    const [leaf] = leavesOf(target)
    const values = numericValues(column!.values)
    const offsets = rowOffsets(column!, leaf!.maxDefinition)
    return Array.from({ length: offsets.rows }, (_, row) => {
      const start = offsets.values?.[row] ?? row
      const end = offsets.values?.[row + 1] ?? row + 1
      // Most are of one element, for which a view would cost more than the value.
      if (end - start === 1) return [values[start]!]
      return end === start ? undefined : Array.from(values.subarray(start, end))
    })
  }

  /** Gives back what was kept now: left to the garbage collector, tens of megabytes would outlive much of what follows. */
  [Symbol.dispose](): void {
    for (const { buffer } of this.#kept) buffer.transfer(0)
    this.#kept = []
  }

  async #decode(table: Table, name: string): Promise<DecodedColumn | undefined> {
    const { source, bytes, footer } = (table.opened ??= await this.#open(table))
    const column = this.#columnsOf(footer).get(name)
    if (column === undefined) return undefined
    const leaves: DecodedLeaf[] = []
    for (const { node, number } of column.leaves) {
      const parts =
        bytes === undefined
          ? [await readColumn(source, footer, number)]
          : await decodeColumn(bytes, footer, number)
      leaves.push(new DecodedLeaf(parts, node))
    }
    return { column, leaves }
  }

  /** By name; equal footers have the same schema and so the same columns. */
  #columnsOf({ root, leaves }: ParquetFooter): ReadonlyMap<string, SourceColumn> {
    const known = this.#columns.get(root)
    if (known !== undefined) return known
    const numbers = new Map(leaves.map((leaf, number) => [leaf, number]))
    const columns = new Map<string, SourceColumn>()
    for (const node of root.children) {
      const own = leavesOf(node).map((leaf) => ({ node: leaf, number: numbers.get(leaf)! }))
      if (!columns.has(node.name)) columns.set(node.name, { node, leaves: own })
    }
    this.#columns.set(root, columns)
    return columns
  }

  async #open({ number, file }: Table): Promise<OpenTable> {
    const path = this.#sources.path(number, file)
    const { footer } = this.#sources.episodesFile(number, file)
    if (this.#keptBytes + footer.byteLength > KEPT_BYTES)
      return { source: await this.#pool.get(path), bytes: undefined, footer }
    this.#keptBytes += footer.byteLength
    await using opened = await openFile(path)
    const bytes = new Uint8Array(footer.byteLength)
    await opened.read(bytes, 0)
    this.#kept.push(bytes)
    return { source: bytesSource(bytes, path), bytes, footer }
  }
}

/** A leaf of each row group of a file in memory. */
async function decodeColumn(bytes: Uint8Array, footer: ParquetFooter, leaf: number): Promise<LeafColumn[]> {
  const { groupCount, leafCount } = footer.chunks
  const parts: LeafColumn[] = []
  for (let group = 0; group < groupCount; group++) {
    const { start, end } = chunkRange(footer, group, leaf)
    parts.push(await decodeLeaf(footer, group * leafCount + leaf, bytes.subarray(start, end)))
  }
  return parts
}

/** One leaf column per leaf of `target`. */
function recast({ column, parts, rows }: Stretch, target: SchemaNode): LeafColumn[] {
  if (column === undefined) return leavesOf(target).map((leaf) => nullRows(leaf, rows))
  const leaves = column.leaves.map(({ node }, i): [SchemaNode, LeafColumn] => [
    node,
    concatLeaves(parts[i]!, node),
  ])
  return convertColumn(column.node, target, new Map(leaves))
}

function runsOf(plan: MergePlan, shard: Pick<Shard, 'first' | 'end'>): RowRun[] {
  const tables = new Map<string, Table>()
  const runs: RowRun[] = []
  for (const { source, meta } of plan.episodes.slice(shard.first, shard.end)) {
    const key = `${source}/${meta.file}`
    const table = tables.get(key) ?? { number: source, file: meta.file }
    tables.set(key, table)
    const last = runs.at(-1)
    if (last?.table === table && last.end === meta.row) last.end++
    else runs.push({ table, start: meta.row, end: meta.row + 1 })
  }
  return runs
}

/** Rows in which the whole column is null. */
function nullRows(leaf: SchemaNode, rows: number): LeafColumn {
  return {
    count: rows,
    repetition: leaf.maxRepetition > 0 ? new Uint8Array(rows) : undefined,
    definition: new Uint8Array(rows),
    values: emptyValues(leaf),
  }
}
