import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { EngineError } from '#shared/errors.ts'
import type { Progress } from '#shared/progress.ts'
import { BLOCK_BYTES } from '#engine/io/block-writer.ts'
import { openFile, type ByteSource, throwIfCancelled } from '#engine/io/files.ts'
import { ProgressMeter } from '#engine/io/progress.ts'
import { ReadAhead } from '#engine/io/read-ahead.ts'
import { writeStagedFile } from '#engine/io/staged-file.ts'
import { encodeLeaf } from './encode.ts'
import { ParquetFileWriter, type OutputChunk } from './file-writer.ts'
import { readFooter, type ParquetFooter } from './footer.ts'
import { rowOffsets, sliceRows } from './leaf.ts'
import { readLeadingRows } from './leading-rows.ts'
import { shortenPandasRange } from './pandas-metadata.ts'

/** How to run {@link head}. */
export interface HeadOptions {
  readonly signal?: AbortSignal | undefined
  /** Progress is by bytes of column chunks; the only phase is `data`. */
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

/** What {@link head} did. */
export interface HeadReport {
  /** Absolute path of the new file. */
  readonly output: string
  readonly rows: number
  /** Row groups copied byte for byte, and cut (at most one). */
  readonly rowGroups: { readonly copied: number; readonly cut: number }
  readonly bytesRead: number
  readonly bytesWritten: number
}

/**
 * Writes the first `rows` rows of a Parquet file, or all when it has fewer, to the new file `output`. Row groups that
 * fit are copied byte for byte, the last one is cut; nothing behind it is read. Schema elements, `ARROW:schema` with
 * its extension types, and all other metadata stay as they are, but for the end of a pandas RangeIndex (see
 * {@link shortenPandasRange}). Page indexes and bloom filters are left out: they point outside the column chunks.
 *
 * The file appears whole or not at all, and never in the place of another. Throws `OPTION_INVALID` for a negative
 * or fractional `rows`, `OUTPUT_OVERLAPS_SOURCE`, `OUTPUT_EXISTS`, `OUTPUT_PARENT_MISSING`, `OUTPUT_NOT_WRITABLE`,
 * `CANCELLED`, or what is wrong with the input.
 */
export async function head(
  input: string,
  rows: number,
  output: string,
  options: HeadOptions = {},
): Promise<HeadReport> {
  if (!Number.isSafeInteger(rows) || rows < 0) {
    throw new EngineError('OPTION_INVALID', `cannot take ${rows} rows`, {
      hint: 'Give a whole number of rows, 0 or more.',
    })
  }
  await using file = await openFile(resolve(input))
  const target = resolve(output)
  await refuseSameFile(file.path, target)
  const source = new CountingSource(file)
  const footer = await readFooter(source)
  const part = firstRows(footer, rows)
  const copy = new HeadCopy(source, footer, part, options)
  const bytesWritten = await writeStagedFile(target, async (out) => {
    const keyValues = shortenPandasRange(footer.keyValues, footer.rowCount, part.rows)
    await copy.write(new ParquetFileWriter(out, footer.root, keyValues))
  })
  return {
    output: target,
    rows: part.rows,
    rowGroups: { copied: part.copied.length, cut: part.cutRows > 0 ? 1 : 0 },
    bytesRead: source.bytesRead,
    bytesWritten,
  }
}

async function refuseSameFile(source: string, target: string): Promise<void> {
  const [from, to] = await Promise.all([
    stat(source, { bigint: true }),
    stat(target, { bigint: true }).catch(() => undefined),
  ])
  if (from.ino !== to?.ino || from.dev !== to.dev) return
  throw new EngineError('OUTPUT_OVERLAPS_SOURCE', `the output ${target} is the input file itself`, {
    hint: 'Choose another name: the input is never changed.',
  })
}

/** Counts what is read, for the report. */
class CountingSource implements ByteSource {
  readonly #file: ByteSource
  bytesRead = 0

  constructor(file: ByteSource) {
    this.#file = file
  }

  get path(): string {
    return this.#file.path
  }

  get byteLength(): number {
    return this.#file.byteLength
  }

  async read(into: Uint8Array, position: number): Promise<void> {
    await this.#file.read(into, position)
    this.bytesRead += into.length
  }
}

/** The first rows of a file: the row groups `copied`, and `cutRows` rows (0 for none) of the row group `cut`. */
interface FirstRows {
  readonly rows: number
  readonly copied: readonly number[]
  readonly cut: number
  readonly cutRows: number
}

function firstRows({ chunks, rowCount }: ParquetFooter, rows: number): FirstRows {
  const copied: number[] = []
  let left = Math.min(rows, rowCount)
  let group = 0
  for (; left > 0 && chunks.rows[group]! <= left; group++) {
    left -= chunks.rows[group]!
    // An empty row group has chunks without data pages, which not every reader can take.
    if (chunks.rows[group]! > 0) copied.push(group)
  }
  return { rows: Math.min(rows, rowCount), copied, cut: group, cutRows: left }
}

/** The work itself: holds one column chunk, or one block of it where it is copied, at a time. */
class HeadCopy {
  readonly #source: ByteSource
  readonly #footer: ParquetFooter
  readonly #part: FirstRows
  readonly #signal: AbortSignal | undefined
  readonly #ahead: ReadAhead
  readonly #meter: ProgressMeter

  constructor(source: ByteSource, footer: ParquetFooter, part: FirstRows, options: HeadOptions) {
    this.#source = source
    this.#footer = footer
    this.#part = part
    this.#signal = options.signal
    this.#ahead = new ReadAhead(this.#upTo(part.copied))
    this.#meter = new ProgressMeter([['data', this.#bytesOf(part)]], options.onProgress)
  }

  async write(writer: ParquetFileWriter): Promise<void> {
    const { rows, leafCount } = this.#footer.chunks
    const { copied, cut, cutRows } = this.#part
    this.#meter.start('data')
    await writer.start()
    for (const group of copied) {
      writer.beginRowGroup(rows[group]!)
      for (let leaf = 0; leaf < leafCount; leaf++)
        await writer.appendChunk(this.#spliced(group * leafCount + leaf))
    }
    if (cutRows > 0) {
      writer.beginRowGroup(cutRows)
      for (let leaf = 0; leaf < leafCount; leaf++)
        await writer.appendChunk(await this.#cut(cut * leafCount + leaf))
    }
    await writer.finish()
    throwIfCancelled(this.#signal, `copying rows of ${this.#footer.path}`)
    this.#meter.finish()
  }

  /** The source as if it ended with these row groups, so that reading ahead of small chunks goes no further. */
  #upTo(groups: readonly number[]): ByteSource {
    const { leafCount, start, compressed } = this.#footer.chunks
    let byteLength = 0
    for (const group of groups) {
      for (let chunk = group * leafCount; chunk < (group + 1) * leafCount; chunk++) {
        byteLength = Math.max(byteLength, start[chunk]! + compressed[chunk]!)
      }
    }
    return { path: this.#source.path, byteLength, read: (into, at) => this.#source.read(into, at) }
  }

  #bytesOf({ copied, cut, cutRows }: FirstRows): number {
    const { leafCount, compressed } = this.#footer.chunks
    const groups = cutRows > 0 ? [...copied, cut] : copied
    const chunksOf = (group: number): Float64Array =>
      compressed.subarray(group * leafCount, (group + 1) * leafCount)
    return groups.reduce((sum, group) => chunksOf(group).reduce((bytes, chunk) => bytes + chunk, sum), 0)
  }

  #spliced(chunk: number): OutputChunk {
    return { kind: 'spliced', bytes: this.#blocks(chunk), footer: this.#footer, chunk }
  }

  async *#blocks(chunk: number): AsyncGenerator<Uint8Array> {
    const { start, compressed } = this.#footer.chunks
    const end = start[chunk]! + compressed[chunk]!
    for (let at = start[chunk]!; at < end; at += BLOCK_BYTES) {
      throwIfCancelled(this.#signal, `copying rows of ${this.#footer.path}`)
      const block = await this.#ahead.view(at, Math.min(end, at + BLOCK_BYTES))
      yield block
      this.#meter.add(block.length)
    }
  }

  async #cut(chunk: number): Promise<OutputChunk> {
    throwIfCancelled(this.#signal, `copying rows of ${this.#footer.path}`)
    const { leaves, chunks, path } = this.#footer
    const { cutRows: rows } = this.#part
    const leaf = leaves[chunk % chunks.leafCount]!
    const column = await readLeadingRows(this.#source, this.#footer, chunk, rows)
    const offsets = rowOffsets(column, leaf.maxDefinition)
    if (offsets.rows < rows) {
      throw new EngineError(
        'PARQUET_INVALID',
        `${path}: column ${leaf.path.join('.')} ends after ${offsets.rows} rows, expected ${rows} or more`,
        { hint: 'The file is damaged. Restore it from a backup, or take fewer rows.' },
      )
    }
    const encoded = encodeLeaf(sliceRows(column, offsets, 0, rows), leaf)
    this.#meter.add(chunks.compressed[chunk]!)
    return { kind: 'encoded', chunk: encoded }
  }
}
