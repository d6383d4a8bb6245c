import type { ByteSource } from '#engine/io/files.ts'
import { numbersOf } from '#engine/parquet/column.ts'
import { convertColumn } from '#engine/parquet/convert.ts'
import type { IntegerRun } from '#engine/parquet/encode.ts'
import {
  concatLeaves,
  rowOffsets,
  sliceRows,
  valueCount,
  type LeafColumn,
  type RowOffsets,
} from '#engine/parquet/leaf.ts'
import { readLeaf } from '#engine/parquet/read.ts'
import { columnNamed, leavesOf, type SchemaNode } from '#engine/parquet/schema.ts'
import { constantInteger } from '#engine/parquet/statistics.ts'
import { groupsOf, type DataRows } from './data-files.ts'

/** Rows `[start, end)` of a file. */
export interface FileRows {
  readonly start: number
  readonly end: number
}

/** Decoded leaves that are kept because the next episode is likely to lie in the same row group. */
const CACHE_BYTES = 96 << 20

interface IndexedLeaf {
  readonly column: LeafColumn
  readonly offsets: RowOffsets
}

/** Reads rows of one data file, decoded and recast to another schema where one is wanted. */
export class SourceRows {
  readonly #source: ByteSource
  readonly #file: DataRows
  #cachedGroup = -1
  #cachedBytes = 0
  readonly #cache = new Map<number, IndexedLeaf>()

  constructor(source: ByteSource, file: DataRows) {
    this.#source = source
    this.#file = file
  }

  /** The leaves of one top-level column for the given rows, as `target` wants them. */
  async column(target: SchemaNode, rows: FileRows): Promise<LeafColumn[]> {
    const { footer } = this.#file
    const own = columnNamed(footer.root, target.name, footer.path)
    const parts: LeafColumn[][] = []
    for (const { group, start, end } of groupsOf(this.#file, rows.start, rows.end)) {
      const leaves = new Map<SchemaNode, LeafColumn>()
      for (const leaf of leavesOf(own)) {
        const { column, offsets } = await this.#leaf(group, footer.leaves.indexOf(leaf))
        leaves.set(leaf, sliceRows(column, offsets, start, end))
      }
      parts.push(convertColumn(own, target, leaves))
    }
    return leavesOf(target).map((leaf, i) =>
      concatLeaves(
        parts.map((part) => part[i]!),
        leaf,
      ),
    )
  }

  /** The values of an integer column without nulls, as runs. Constant row groups are not decoded. */
  async integerRuns(name: string, rows: FileRows): Promise<IntegerRun[]> {
    const { footer } = this.#file
    const leaf = footer.leaves.indexOf(columnNamed(footer.root, name, footer.path))
    const runs: { value: number; count: number }[] = []
    const add = (value: number, count: number): void => {
      const last = runs.at(-1)
      if (last?.value === value) last.count += count
      else runs.push({ value, count })
    }
    for (const { group, start, end } of groupsOf(this.#file, rows.start, rows.end)) {
      const constant = constantInteger(footer, group, leaf)
      if (constant !== undefined) add(constant, end - start)
      else {
        const { column, offsets } = await this.#leaf(group, leaf)
        for (const value of numbersOf(
          sliceRows(column, offsets, start, end),
          footer.leaves[leaf]!.maxDefinition,
        ))
          add(value ?? -1, 1)
      }
    }
    return runs
  }

  async #leaf(group: number, leaf: number): Promise<IndexedLeaf> {
    if (group !== this.#cachedGroup) {
      this.#cachedGroup = group
      this.#cachedBytes = 0
      this.#cache.clear()
    }
    const known = this.#cache.get(leaf)
    if (known !== undefined) return known
    const { footer } = this.#file
    const column = await readLeaf(this.#source, footer, group, leaf)
    const indexed = { column, offsets: rowOffsets(column, footer.leaves[leaf]!.maxDefinition) }
    const bytes = byteSize(indexed)
    if (this.#cachedBytes + bytes <= CACHE_BYTES) {
      this.#cachedBytes += bytes
      this.#cache.set(leaf, indexed)
    }
    return indexed
  }
}

function byteSize({ column: { count, repetition, definition, values }, offsets }: IndexedLeaf): number {
  const levels =
    (repetition === undefined ? 0 : count) +
    (definition === undefined ? 0 : count) +
    (offsets.entries?.byteLength ?? 0) * 2
  if ('kind' in values) return levels + values.bytes.length + valueCount(values) * 4
  return levels + values.byteLength
}
