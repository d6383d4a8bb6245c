import { EngineError } from '#shared/errors.ts'
import { readRange, type ByteSource } from '#engine/io/files.ts'
import { chunkRange, type ParquetFooter } from './footer.ts'
import { readPage, type Page } from './pages.ts'

/** A page of a column chunk; `[start, end)` are bytes of the file, its header included. */
export interface PagePlace {
  readonly start: number
  readonly end: number
  /** Values and nulls; of a dictionary, its values. */
  readonly entries: number
  /** Bytes after decompression. */
  readonly uncompressed: number
}

/** The pages of a column chunk. */
export interface PageList {
  readonly dictionary: PagePlace | undefined
  readonly data: readonly PagePlace[]
}

/** A header takes some 50 bytes, more with the extremes of long text in it. */
const HEADER_BYTES = 4096
const MAX_HEADER_BYTES = 16 << 20
/** A chunk of 2^31 bytes in pages of 2 kB; others were not written to be read. */
const MAX_PAGES = 1 << 20

/** Finds the pages of a chunk by their headers; what is in them stays unread. Throws `PARQUET_INVALID`. */
export async function listPages(
  source: ByteSource,
  footer: ParquetFooter,
  group: number,
  leaf: number,
): Promise<PageList> {
  const { start, end } = chunkRange(footer, group, leaf)
  const values = footer.chunks.values[group * footer.chunks.leafCount + leaf]!
  const headers = new HeaderReader(source, start, end)
  const data: PagePlace[] = []
  let dictionary: PagePlace | undefined
  let entries = 0
  for (let at = start; entries < values;) {
    const page = await headers.at(at)
    const place = (count: number): PagePlace => ({
      start: at,
      end: start + page.body.end,
      entries: count,
      uncompressed: page.body.uncompressed,
    })
    if (page.kind === 'dictionary') dictionary = place(page.values)
    else if (page.kind !== 'other') {
      entries += page.values
      if (page.values === 0 || entries > values || data.length >= MAX_PAGES) {
        throw new EngineError(
          'PARQUET_INVALID',
          `${source.path}: column ${footer.leaves[leaf]!.path.join('.')}: pages do not hold the ${values} values that the footer claims`,
          { hint: 'The file is damaged. Restore it from a backup.' },
        )
      }
      data.push(place(page.values))
    }
    at = start + page.body.end
  }
  return { dictionary, data }
}

/** Reads page headers through a small window of the chunk. */
class HeaderReader {
  readonly #source: ByteSource
  readonly #start: number
  readonly #end: number
  #window = new Uint8Array(0)
  #windowStart = 0

  constructor(source: ByteSource, start: number, end: number) {
    this.#source = source
    this.#start = start
    this.#end = end
  }

  /** The page at this byte of the file. Its body counts from the chunk's beginning. */
  async at(position: number): Promise<Page> {
    for (let bytes = HEADER_BYTES; ; bytes *= 8) {
      await this.#cover(position, bytes)
      const offset = this.#windowStart - this.#start
      try {
        const page = readPage(
          this.#window,
          position - this.#windowStart,
          this.#source.path,
          this.#end - this.#windowStart,
        )
        return {
          ...page,
          body: { ...page.body, start: page.body.start + offset, end: page.body.end + offset },
        }
      } catch (error) {
        // Perhaps only cut off by the window.
        if (position + bytes >= this.#end || bytes >= MAX_HEADER_BYTES) throw error
      }
    }
  }

  async #cover(position: number, bytes: number): Promise<void> {
    const end = Math.min(this.#end, position + bytes)
    if (position >= this.#windowStart && end <= this.#windowStart + this.#window.length) return
    this.#window = (await readRange(
      this.#source,
      position,
      Math.max(position, end),
    )) as Uint8Array<ArrayBuffer>
    this.#windowStart = position
  }
}
