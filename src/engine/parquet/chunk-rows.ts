import { EngineError } from '#shared/errors.ts'
import { readRange, type ByteSource } from '#engine/io/files.ts'
import { decodeChunk, ForeignEncoding } from './decode.ts'
import type { ParquetFooter } from './footer.ts'
import { rowOffsets, sliceRows, valueCount, type LeafColumn, type RowOffsets } from './leaf.ts'
import { listPages, type PageList, type PagePlace } from './page-list.ts'
import { rowsBegun } from './page-rows.ts'
import { readLeaf } from './read.ts'

/** What may be decoded at once: some pages, or a whole chunk where that is the only way. */
const MAX_DECODED_BYTES = 1 << 28

/** Some decoded rows of a chunk: rows `[first, end)` of its row group; what is behind them may be the beginning of one more. */
export interface DecodedRows {
  readonly first: number
  readonly end: number
  readonly column: LeafColumn
  readonly offsets: RowOffsets
  /** Memory that it takes. */
  readonly bytes: number
}

/**
 * Reads rows of one column chunk anywhere in it, page by page: row groups may be as large as the file. Where rows are
 * lists of unequal length, the pages before are decoded once to count them.
 */
export class ChunkRows {
  readonly #footer: ParquetFooter
  readonly #group: number
  readonly #leaf: number
  readonly #entriesPerRow: number | undefined
  readonly #maxDecodedBytes: number
  /** Its encoding is one that only the whole chunk can be decoded of. */
  #isForeign = false
  #pages: PageList | undefined
  /** Rows that begin before each page, as far as is known, and the entries of these pages. */
  readonly #rowsBefore: number[] = [0]
  #entriesCounted = 0

  /** `entriesPerRow`: where every row is known to have as many entries. */
  constructor(
    footer: ParquetFooter,
    group: number,
    leaf: number,
    entriesPerRow: number | undefined,
    maxDecodedBytes: number = MAX_DECODED_BYTES,
  ) {
    this.#footer = footer
    this.#group = group
    this.#leaf = leaf
    this.#maxDecodedBytes = maxDecodedBytes
    const { chunks } = footer
    const isFixed =
      entriesPerRow !== undefined &&
      chunks.values[group * chunks.leafCount + leaf] === chunks.rows[group]! * entriesPerRow
    this.#entriesPerRow = footer.leaves[leaf]!.maxRepetition === 0 ? 1 : isFixed ? entriesPerRow : undefined
  }

  /** Decodes the pages that hold rows `[start, end)` of the row group. Throws `PARQUET_INVALID` or `PARQUET_UNSUPPORTED`. */
  async read(source: ByteSource, start: number, end: number): Promise<DecodedRows> {
    if (this.#isForeign) return this.#readWhole(source)
    this.#pages ??= await listPages(source, this.#footer, this.#group, this.#leaf)
    const { data } = this.#pages
    try {
      await this.#count(source, end)
      const first = this.#pageOf(start)
      // The last row may go on in the next page, until another row begins there.
      const last = this.#entriesPerRow === 1 ? this.#pageOf(end - 1) : this.#pageOf(end)
      const column = await this.#decode(source, data.slice(first, last + 1))
      const isCutOff = this.#entriesPerRow !== 1 && last < data.length - 1
      return decoded(this.#rowsBefore[first] ?? 0, column, this.#node.maxDefinition, isCutOff)
    } catch (error) {
      if (!(error instanceof ForeignEncoding)) throw error
      this.#isForeign = true
      return await this.#readWhole(source)
    }
  }

  async #readWhole(source: ByteSource): Promise<DecodedRows> {
    this.#refuseTooLarge(this.#footer.chunks.uncompressed[this.#chunk]!)
    const column = await readLeaf(source, this.#footer, this.#group, this.#leaf)
    return decoded(0, column, this.#node.maxDefinition, false)
  }

  get #node() {
    return this.#footer.leaves[this.#leaf]!
  }

  get #chunk(): number {
    return this.#group * this.#footer.chunks.leafCount + this.#leaf
  }

  /** Makes `#rowsBefore` known up to the page in which row `end` begins. */
  async #count(source: ByteSource, end: number): Promise<void> {
    const { data } = this.#pages!
    const known = this.#rowsBefore
    while (known.length <= data.length && known.at(-1)! <= end) {
      const page = data[known.length - 1]
      if (page === undefined) return
      if (this.#entriesPerRow === undefined) {
        known.push(known.at(-1)! + (await this.#rowsBegun(source, page)))
        continue
      }
      this.#entriesCounted += page.entries
      known.push(Math.ceil(this.#entriesCounted / this.#entriesPerRow))
    }
  }

  async #rowsBegun(source: ByteSource, page: PagePlace): Promise<number> {
    this.#refuseTooLarge(Math.max(page.uncompressed, page.end - page.start, page.entries))
    const { path, chunks } = this.#footer
    const bytes = await readRange(source, page.start, page.end)
    try {
      return rowsBegun(bytes, this.#node, chunks.codec[this.#chunk]!, path)
    } catch (error) {
      if (error instanceof EngineError || error instanceof ForeignEncoding) throw error
      throw new EngineError('PARQUET_INVALID', `${path}: column ${this.#node.path.join('.')} is damaged`, {
        hint: 'Restore the file from a backup.',
        cause: error,
      })
    }
  }

  /** The page in which a row begins; the last one for a row behind the end. */
  #pageOf(row: number): number {
    const known = this.#rowsBefore
    let low = 0
    let high = Math.min(known.length - 1, this.#pages!.data.length - 1)
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (known[middle]! <= row) low = middle
      else high = middle - 1
    }
    return low
  }

  async #decode(source: ByteSource, pages: readonly PagePlace[]): Promise<LeafColumn> {
    const { dictionary } = this.#pages!
    const parts = dictionary === undefined ? pages : [dictionary, ...pages]
    this.#refuseTooLarge(
      parts.reduce((sum, page) => sum + Math.max(page.uncompressed, page.end - page.start), 0),
    )
    const bytes = new Uint8Array(parts.reduce((sum, { start, end }) => sum + end - start, 0))
    let at = 0
    for (const { start, end } of parts) {
      bytes.set(await readRange(source, start, end), at)
      at += end - start
    }
    return decodeChunk({
      bytes,
      leaf: this.#node,
      codec: this.#footer.chunks.codec[this.#chunk]!,
      values: pages.reduce((sum, { entries }) => sum + entries, 0),
      path: this.#footer.path,
    })
  }

  #refuseTooLarge(bytes: number): void {
    if (bytes <= this.#maxDecodedBytes) return
    throw new EngineError(
      'PARQUET_UNSUPPORTED',
      `${this.#footer.path}: column ${this.#node.path.join('.')} has ${bytes} bytes to decode at once`,
      { hint: 'Write the file with smaller row groups, one for each episode, and try again.' },
    )
  }
}

function decoded(first: number, column: LeafColumn, maxDefinition: number, isCutOff: boolean): DecodedRows {
  const offsets = rowOffsets(column, maxDefinition)
  const { values, count, repetition, definition } = column
  const bytes =
    ('kind' in values ? values.bytes.length + valueCount(values) * 4 : values.byteLength) +
    (repetition === undefined ? 0 : count) +
    (definition === undefined ? 0 : count) +
    (offsets.entries?.byteLength ?? 0) * 2
  return { first, end: first + offsets.rows - (isCutOff ? 1 : 0), column, offsets, bytes }
}

/** Rows `[start, end)` of the row group out of decoded ones. Throws `PARQUET_INVALID` when they are not all there. */
export function takeRows(
  { first, end: last, column, offsets }: DecodedRows,
  start: number,
  end: number,
  path: string,
): LeafColumn {
  if (start < first || end > last)
    throw new EngineError('PARQUET_INVALID', `${path}: a column ends before row ${end} of its row group`, {
      hint: 'The file is damaged. Restore it from a backup.',
    })
  return sliceRows(column, offsets, start - first, end - first)
}
