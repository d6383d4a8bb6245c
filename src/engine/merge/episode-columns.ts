import { readFile } from 'node:fs/promises'
import type { MergePlan, Shard } from '#shared/plan.ts'
import { bytesSource, type ByteSource } from '#engine/io/files.ts'
import type { FilePool } from '#engine/io/file-pool.ts'
import { readColumn, numericValues } from '#engine/parquet/column.ts'
import { convertColumn } from '#engine/parquet/convert.ts'
import type { ParquetFooter } from '#engine/parquet/footer.ts'
import {
  concatLeaves,
  emptyValues,
  rowOffsets,
  sliceRows,
  type LeafColumn,
  type RowOffsets,
} from '#engine/parquet/leaf.ts'
import { leavesOf, type SchemaNode } from '#engine/parquet/schema.ts'
import type { MergeSources } from './sources.ts'

/** Consecutive rows of one source file that stand next to each other in the result. */
interface RowRun {
  readonly source: number
  readonly file: string
  readonly start: number
  end: number
}

/** Sources' `meta/episodes` up to this size are read once and kept; beyond, each column is read when its turn comes. */
const KEPT_BYTES = 64 << 20

interface OpenTable {
  readonly source: ByteSource
  readonly footer: ParquetFooter
}

/** The `meta/episodes` rows of a shard's episodes, gathered from the sources column by column. */
export class EpisodeColumns {
  readonly #sources: MergeSources
  readonly #pool: FilePool
  readonly #runs: readonly RowRun[]
  readonly #kept = new Map<string, OpenTable>()
  #keptBytes = 0

  constructor(plan: MergePlan, shard: Pick<Shard, 'first' | 'end'>, sources: MergeSources, pool: FilePool) {
    this.#sources = sources
    this.#pool = pool
    this.#runs = runsOf(plan, shard)
  }

  /** The leaves of one column for all episodes of the shard, null where a source lacks the column. */
  async gather(target: SchemaNode): Promise<LeafColumn[]> {
    const leaves = leavesOf(target)
    const parts: LeafColumn[][] = leaves.map(() => [])
    const decoded = new Map<string, DecodedColumn | undefined>()
    for (const run of this.#runs) {
      const key = `${run.source}/${run.file}`
      if (!decoded.has(key)) decoded.set(key, await this.#decode(run, target.name))
      const column = decoded.get(key)
      const rows =
        column === undefined
          ? leaves.map((leaf) => nullRows(leaf, run.end - run.start))
          : column.slice(target, run.start, run.end)
      rows.forEach((part, i) => parts[i]!.push(part))
    }
    return leaves.map((leaf, i) => concatLeaves(parts[i]!, leaf))
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

  async #decode({ source, file }: RowRun, name: string): Promise<DecodedColumn | undefined> {
    const table = await this.#open(source, file)
    const own = table.footer.root.children.find((column) => column.name === name)
    if (own === undefined) return undefined
    const leaves = new Map<SchemaNode, { readonly column: LeafColumn; readonly offsets: RowOffsets }>()
    for (const leaf of leavesOf(own)) {
      const column = await readColumn(table.source, table.footer, table.footer.leaves.indexOf(leaf))
      leaves.set(leaf, { column, offsets: rowOffsets(column, leaf.maxDefinition) })
    }
    return {
      slice: (target, start, end) =>
        convertColumn(
          own,
          target,
          new Map(
            [...leaves].map(([leaf, { column, offsets }]) => [leaf, sliceRows(column, offsets, start, end)]),
          ),
        ),
    }
  }

  async #open(source: number, file: string): Promise<OpenTable> {
    const path = this.#sources.path(source, file)
    const known = this.#kept.get(path)
    if (known !== undefined) return known
    const { footer } = this.#sources.episodesFile(source, file)
    if (this.#keptBytes + footer.byteLength > KEPT_BYTES)
      return { source: await this.#pool.get(path), footer }
    const table = { source: bytesSource(await readFile(path), path), footer }
    this.#kept.set(path, table)
    this.#keptBytes += footer.byteLength
    return table
  }
}

interface DecodedColumn {
  readonly slice: (target: SchemaNode, start: number, end: number) => LeafColumn[]
}

function runsOf(plan: MergePlan, shard: Pick<Shard, 'first' | 'end'>): RowRun[] {
  const runs: RowRun[] = []
  for (const { source, meta } of plan.episodes.slice(shard.first, shard.end)) {
    const last = runs.at(-1)
    if (last?.source === source && last.file === meta.file && last.end === meta.row) last.end++
    else runs.push({ source, file: meta.file, start: meta.row, end: meta.row + 1 })
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
