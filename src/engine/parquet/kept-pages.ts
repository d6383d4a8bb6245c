import type { ByteSource } from '#engine/io/files.ts'
import { ChunkRows, takeRows, type DecodedRows } from './chunk-rows.ts'
import type { ParquetFooter } from './footer.ts'
import type { LeafColumn } from './leaf.ts'

/** Decoded pages that are kept, because the next rows are likely to be in them. */
const KEPT_BYTES = 96 << 20
/** Lists of pages are small, but a file may have a million chunks. */
const MAX_CHUNKS = 10_000

/** Reads rows of leaves anywhere in a file, page by page, and keeps the pages that were read last. */
export class KeptPages {
  readonly #footer: ParquetFooter
  readonly #entriesPerRow: readonly (number | undefined)[]
  readonly #keptBytes: number
  readonly #chunks = new Map<number, ChunkRows>()
  /** By chunk, in the order of use. */
  readonly #kept = new Map<number, DecodedRows>()

  /** `entriesPerRow`: by leaf, where every row is known to have as many. */
  constructor(
    footer: ParquetFooter,
    entriesPerRow: readonly (number | undefined)[] = [],
    keptBytes: number = KEPT_BYTES,
  ) {
    this.#footer = footer
    this.#entriesPerRow = entriesPerRow
    this.#keptBytes = keptBytes
  }

  /** Rows `[start, end)` of a row group. Throws `PARQUET_INVALID` or `PARQUET_UNSUPPORTED`. */
  async read(
    source: ByteSource,
    group: number,
    leaf: number,
    start: number,
    end: number,
  ): Promise<LeafColumn> {
    const number = group * this.#footer.chunks.leafCount + leaf
    const kept = this.#kept.get(number)
    this.#kept.delete(number)
    const isThere = kept !== undefined && kept.first <= start && kept.end >= end
    const decoded = isThere ? kept : await this.#chunk(number, group, leaf).read(source, start, end)
    this.#keep(number, decoded)
    return takeRows(decoded, start, end, this.#footer.path)
  }

  #chunk(number: number, group: number, leaf: number): ChunkRows {
    const known = this.#chunks.get(number)
    if (known !== undefined) return known
    const chunk = new ChunkRows(this.#footer, group, leaf, this.#entriesPerRow[leaf])
    this.#chunks.set(number, chunk)
    for (const oldest of this.#chunks.keys()) {
      if (this.#chunks.size <= MAX_CHUNKS) break
      this.#chunks.delete(oldest)
    }
    return chunk
  }

  #keep(number: number, decoded: DecodedRows): void {
    this.#kept.set(number, decoded)
    let bytes = [...this.#kept.values()].reduce((sum, own) => sum + own.bytes, 0)
    for (const [oldest, own] of this.#kept) {
      if (bytes <= this.#keptBytes || oldest === number) break
      bytes -= own.bytes
      this.#kept.delete(oldest)
    }
  }
}
