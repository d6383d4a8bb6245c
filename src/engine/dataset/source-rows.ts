import type { ByteSource } from '#engine/io/files.ts'
import { numbersOf } from '#engine/parquet/column.ts'
import { convertColumn } from '#engine/parquet/convert.ts'
import type { IntegerRun } from '#engine/parquet/encode.ts'
import { KeptPages } from '#engine/parquet/kept-pages.ts'
import { concatLeaves, rowOffsets, sliceRows, type LeafColumn } from '#engine/parquet/leaf.ts'
import { MAX_CHUNK_BYTES, readLeaf } from '#engine/parquet/read.ts'
import { columnNamed, leavesOf, type SchemaNode } from '#engine/parquet/schema.ts'
import { constantInteger } from '#engine/parquet/statistics.ts'
import { groupsOf, type DataRows, type GroupRows } from './data-files.ts'

/** Rows `[start, end)` of a file. */
export interface FileRows {
  readonly start: number
  readonly end: number
}

/** Decoded pages of one file that are kept because the next episode is likely to begin in them. */
const KEPT_BYTES = 48 << 20

/** Reads rows of one data file, decoded and recast to another schema where one is wanted. */
export class SourceRows {
  readonly #source: ByteSource
  readonly #file: DataRows
  readonly #pages: KeptPages

  constructor(source: ByteSource, file: DataRows) {
    this.#source = source
    this.#file = file
    this.#pages = new KeptPages(file.footer, [], { keptBytes: KEPT_BYTES, maxDecodedBytes: MAX_CHUNK_BYTES })
  }

  /** The leaves of one top-level column for the given rows, as `target` wants them. */
  async column(target: SchemaNode, rows: FileRows): Promise<LeafColumn[]> {
    const { footer } = this.#file
    const own = columnNamed(footer.root, target.name, footer.path)
    const parts: LeafColumn[][] = []
    for (const part of groupsOf(this.#file, rows.start, rows.end)) {
      const leaves = new Map<SchemaNode, LeafColumn>()
      for (const leaf of leavesOf(own)) leaves.set(leaf, await this.#leaf(part, footer.leaves.indexOf(leaf)))
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
    for (const part of groupsOf(this.#file, rows.start, rows.end)) {
      const constant = constantInteger(footer, part.group, leaf)
      if (constant !== undefined) add(constant, part.end - part.start)
      else {
        const column = await this.#leaf(part, leaf)
        for (const value of numbersOf(column, footer.leaves[leaf]!.maxDefinition)) add(value ?? -1, 1)
      }
    }
    return runs
  }

  /** Rows `[start, end)` of a row group: the whole chunk at once where it is all of them, else the pages that hold them. */
  async #leaf({ group, start, end, isWhole }: GroupRows, leaf: number): Promise<LeafColumn> {
    if (!isWhole) return this.#pages.read(this.#source, group, leaf, start, end)
    const { footer } = this.#file
    const column = await readLeaf(this.#source, footer, group, leaf)
    return sliceRows(column, rowOffsets(column, footer.leaves[leaf]!.maxDefinition), start, end)
  }
}

/** The row reader of the file at hand: the same one while episodes follow each other in it, so that the pages it keeps help. */
export class RowsAtHand {
  #last: { readonly source: ByteSource; readonly file: DataRows; readonly rows: SourceRows } | undefined

  of(source: ByteSource, file: DataRows): SourceRows {
    if (this.#last?.file !== file || this.#last.source !== source)
      this.#last = { source, file, rows: new SourceRows(source, file) }
    return this.#last.rows
  }
}
