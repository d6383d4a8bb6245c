import type { ByteSource } from '#engine/io/files.ts'
import { ChunkRows, takeRows, type DecodedRows } from './chunk-rows.ts'
import type { ParquetFooter } from './footer.ts'
import type { LeafColumn } from './leaf.ts'

/** Decoded pages that are kept, because the next rows are likely to be in them. */
const KEPT_BYTES = 96 << 20
/** Lists of pages are small, but a file may have a million chunks. */
const MAX_CHUNKS = 10_000

/** How much memory it may take. */
export interface KeptPagesOptions {
  readonly keptBytes?: number
  /** What may be decoded at once; see {@link ChunkRows}. */
  readonly maxDecodedBytes?: number
}

/** Reads rows of leaves anywhere in a file, page by page, and keeps the pages that were read last. */
export class KeptPages {
  readonly #footer: ParquetFooter
  readonly #entriesPerRow: readonly (number | undefined)[]
  readonly #options: KeptPagesOptions
  readonly #chunks = new Map<number, ChunkRows>()
  /** By chunk, in the order of use. */
  readonly #kept = new Map<number, DecodedRows>()
  /** What they take. */
  #bytes = 0

  /** `entriesPerRow`: by leaf, where every row is known to have as many. */
  constructor(
    footer: ParquetFooter,
    entriesPerRow: readonly (number | undefined)[] = [],
    options: KeptPagesOptions = {},
  ) {
    this.#footer = footer
    this.#entriesPerRow = entriesPerRow
    this.#options = options
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
    const kept = this.#take(number)
    const isThere = kept !== undefined && kept.first <= start && kept.end >= end
    const decoded = isThere ? kept : await this.#chunk(number, group, leaf).read(source, start, end)
    this.#keep(number, decoded)
    return takeRows(decoded, start, end, this.#footer.path)
  }

  #chunk(number: number, group: number, leaf: number): ChunkRows {
    const known = this.#chunks.get(number)
    if (known !== undefined) return known
    const { maxDecodedBytes } = this.#options
    const chunk = new ChunkRows(this.#footer, group, leaf, this.#entriesPerRow[leaf], maxDecodedBytes)
    this.#chunks.set(number, chunk)
    for (const oldest of this.#chunks.keys()) {
      if (this.#chunks.size <= MAX_CHUNKS) break
      this.#chunks.delete(oldest)
    }
    return chunk
  }

  #take(number: number): DecodedRows | undefined {
    const kept = this.#kept.get(number)
    this.#kept.delete(number)
    this.#bytes -= kept?.bytes ?? 0
    return kept
  }

  #keep(number: number, decoded: DecodedRows): void {
    this.#kept.set(number, decoded)
    this.#bytes += decoded.bytes
    const { keptBytes = KEPT_BYTES } = this.#options
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= keptBytes || oldest === number) break
      this.#take(oldest)
    }
  }
}
