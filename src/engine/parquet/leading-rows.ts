import { EngineError } from '#shared/errors.ts'
import { readRange, type ByteSource } from '#engine/io/files.ts'
import { decodeChunk, ForeignEncoding } from './decode.ts'
import type { ParquetFooter } from './footer.ts'
import { rowCount, type LeafColumn } from './leaf.ts'
import { readPage } from './pages.ts'
import { decodeLeaf } from './read.ts'

/** A few hundred rows of numbers; a page of pyarrow's (1 MiB before compression) takes five reads at most. */
const FIRST_READ_BYTES = 64 << 10
const GROWTH = 2
/** Sizes in page headers are 32-bit, and so are the offsets of decoded text. */
const MAX_DECODED_BYTES = 2 ** 31 - 1

/**
 * Decodes the first rows of chunk `group * leafCount + leaf`: at least `rows` of them, or all there are. Reads from
 * the chunk's beginning only as many pages as that takes, since a row group may be the whole of a large file.
 * Throws `PARQUET_INVALID` or `PARQUET_UNSUPPORTED`.
 */
export async function readLeadingRows(
  source: ByteSource,
  footer: ParquetFooter,
  chunk: number,
  rows: number,
): Promise<LeafColumn> {
  const { chunks, leaves, path } = footer
  const leaf = leaves[chunk % chunks.leafCount]!
  const start = chunks.start[chunk]!
  const length = chunks.compressed[chunk]!
  const repeats = leaf.maxRepetition > 0
  let bytes: Uint8Array = new Uint8Array(0)
  for (let end = FIRST_READ_BYTES; end < length; end *= GROWTH) {
    bytes = await readOn(source, start, bytes, end)
    const pages = wholePages(bytes, path, repeats ? Infinity : rows)
    // Without repetition each entry is a row: too few entries need no decoding to be seen.
    if (!repeats && pages.entries < rows) continue
    const column = decodePages(footer, chunk, bytes, pages)
    if (column === 'foreign') break
    // The last row of a repeating column may go on in the next page, unless another row begins behind it.
    if (!repeats || rowCount(column) > rows) return column
  }
  refuseTooLarge(chunks.uncompressed[chunk]!, footer, chunk)
  return decodeLeaf(footer, chunk, await readOn(source, start, bytes, length))
}

/** `bytes` and what follows them in the chunk that begins at `start`, `end` bytes in all. */
async function readOn(
  source: ByteSource,
  start: number,
  bytes: Uint8Array,
  end: number,
): Promise<Uint8Array> {
  const longer = new Uint8Array(end)
  longer.set(bytes)
  longer.set(await readRange(source, start + bytes.length, start + end), bytes.length)
  return longer
}

interface WholePages {
  /** Values and nulls in these pages. */
  readonly entries: number
  readonly uncompressed: number
}

/** Adds up the pages that lie whole in `bytes`, until they hold `enough` entries. */
function wholePages(bytes: Uint8Array, path: string, enough: number): WholePages {
  let position = 0
  let entries = 0
  let uncompressed = 0
  while (entries < enough) {
    try {
      const page = readPage(bytes, position, path)
      position = page.body.end
      uncompressed += page.body.uncompressed
      if (page.kind === 'v1' || page.kind === 'v2') entries += page.values
    } catch {
      // Cut by the end of what was read. If it is damaged, decoding the whole chunk says so.
      break
    }
  }
  return { entries, uncompressed }
}

function decodePages(
  footer: ParquetFooter,
  chunk: number,
  bytes: Uint8Array,
  pages: WholePages,
): LeafColumn | 'foreign' {
  const { chunks, leaves, path } = footer
  refuseTooLarge(pages.uncompressed, footer, chunk)
  try {
    const leaf = leaves[chunk % chunks.leafCount]!
    return decodeChunk({ bytes, leaf, codec: chunks.codec[chunk]!, values: pages.entries, path })
  } catch (error) {
    if (error instanceof ForeignEncoding) return 'foreign'
    throw error
  }
}

function refuseTooLarge(decodedBytes: number, footer: ParquetFooter, chunk: number): void {
  if (decodedBytes <= MAX_DECODED_BYTES) return
  const column = footer.leaves[chunk % footer.chunks.leafCount]!.path.join('.')
  throw new EngineError(
    'PARQUET_UNSUPPORTED',
    `${footer.path}: column ${column} has ${decodedBytes} bytes to cut in one row group`,
    { hint: 'Take whole row groups, or write the file with smaller ones first.' },
  )
}
