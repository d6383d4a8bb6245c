import { throwIfCancelled, type ByteSource } from '#engine/io/files.ts'
import { keyValue, type ParquetFooter } from './footer.ts'
import { KeptPages } from './kept-pages.ts'
import type { LeafColumn } from './leaf.ts'
import { columnTexts } from './row-texts.ts'
import { leavesOf } from './schema.ts'
import type { TypeTree } from './type-tree.ts'

/** Rows as text: a cell a column, null where the value is null. */
export type RowTexts = (string | null)[][]

/** Reads rows anywhere in a Parquet file as text, with the pages that it needs and no others. */
export class RowReader {
  readonly #footer: ParquetFooter
  readonly #groupStarts: Float64Array
  readonly #pages: KeptPages

  private constructor(footer: ParquetFooter, entries: readonly (number | undefined)[]) {
    this.#footer = footer
    this.#pages = new KeptPages(footer, entries)
    const { rows, groupCount } = footer.chunks
    this.#groupStarts = new Float64Array(groupCount + 1)
    for (let group = 0; group < groupCount; group++)
      this.#groupStarts[group + 1] = this.#groupStarts[group]! + rows[group]!
  }

  static async open(footer: ParquetFooter): Promise<RowReader> {
    return new RowReader(footer, await entriesPerRow(footer))
  }

  /** Rows `[from, from + count)` of the file, fewer at its end. Throws `PARQUET_INVALID`, `PARQUET_UNSUPPORTED` or `CANCELLED`. */
  async rows(source: ByteSource, from: number, count: number, signal?: AbortSignal): Promise<RowTexts> {
    const end = Math.min(this.#footer.rowCount, from + count)
    const rows: RowTexts = []
    for (let group = this.#groupOf(from); group < this.#footer.chunks.groupCount; group++) {
      const first = this.#groupStarts[group]!
      if (first >= end) break
      const start = Math.max(from, first) - first
      const stop = Math.min(end, this.#groupStarts[group + 1]!) - first
      if (start < stop) rows.push(...(await this.#groupRows(source, group, start, stop, signal)))
    }
    return rows
  }

  /** The last row group that begins at this row or before. */
  #groupOf(row: number): number {
    let low = 0
    let high = Math.max(0, this.#groupStarts.length - 2)
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#groupStarts[middle]! <= row) low = middle
      else high = middle - 1
    }
    return low
  }

  async #groupRows(
    source: ByteSource,
    group: number,
    start: number,
    end: number,
    signal: AbortSignal | undefined,
  ): Promise<RowTexts> {
    const rows: RowTexts = Array.from({ length: end - start }, () => [])
    let leaf = 0
    for (const node of this.#footer.root.children) {
      const columns: LeafColumn[] = []
      for (const _ of leavesOf(node)) {
        throwIfCancelled(signal, `reading rows of ${this.#footer.path}`)
        columns.push(await this.#pages.read(source, group, leaf++, start, end))
      }
      columnTexts(node, columns, end - start, this.#footer.path).forEach((text, row) => rows[row]!.push(text))
    }
    return rows
  }
}

/** By leaf: how many entries every row has, where the Arrow schema says that lists are of one length. */
export async function entriesPerRow(footer: ParquetFooter): Promise<(number | undefined)[]> {
  if (keyValue(footer, 'ARROW:schema') === undefined) return footer.leaves.map(() => undefined)
  const { arrowView } = await import('./describe-arrow.ts')
  const view = arrowView(footer)
  return footer.root.children.flatMap((node, i) => {
    const type = view?.columns[i]?.type
    const own = type === undefined ? undefined : fixedLength(type)
    return leavesOf(node).map(() => own)
  })
}

function fixedLength(type: TypeTree): number | undefined {
  if (type.kind === 'plain') return 1
  if (type.kind !== 'list' || type.length === undefined) return undefined
  const inner = fixedLength(type.element)
  // An empty or null list is one entry, so a total of rows times one proves nothing.
  return inner === undefined || type.length * inner <= 1 ? undefined : type.length * inner
}
