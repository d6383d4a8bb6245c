import { BLOCK_BYTES } from '#engine/io/block-writer.ts'
import { readRange, type ByteSource } from '#engine/io/files.ts'
import { ReadAhead } from '#engine/io/read-ahead.ts'
import { chunkRange, type ParquetFooter } from '#engine/parquet/footer.ts'

/** Row groups up to this size are read in one go. */
const WHOLE_GROUP_BYTES = 2 * BLOCK_BYTES
/** Read at once where row groups are smaller. */
const READ_BYTES = 1 << 20

/** Reads column chunks of row groups, mostly one row group after the other. */
export class GroupChunks {
  #path: string | undefined
  #reader: ReadAhead | undefined

  /**
   * The chunks of the given leaves of a row group, as views that hold until the next call; undefined when the
   * row group is too large to be held.
   */
  async whole(
    source: ByteSource,
    footer: ParquetFooter,
    group: number,
    leaves: readonly number[],
  ): Promise<Uint8Array[] | undefined> {
    const ranges = leaves.map((leaf) => chunkRange(footer, group, leaf))
    const start = Math.min(...ranges.map((range) => range.start))
    const end = Math.max(...ranges.map((range) => range.end))
    if (end - start > WHOLE_GROUP_BYTES) return undefined
    if (this.#reader === undefined || this.#path !== source.path) {
      this.#reader = new ReadAhead(source, READ_BYTES)
      this.#path = source.path
    }
    const bytes = await this.#reader.view(start, end)
    return ranges.map((range) => bytes.subarray(range.start - start, range.end - start))
  }
}

/** The bytes `[start, end)` of a source in blocks, for chunks that are too large to be held. */
export async function* blocksOf(
  source: ByteSource,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array, void> {
  for (let at = start; at < end; at += BLOCK_BYTES)
    yield await readRange(source, at, Math.min(end, at + BLOCK_BYTES))
}
