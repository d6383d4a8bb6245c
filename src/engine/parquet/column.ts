import { viewRange, type ByteSource } from '#engine/io/files.ts'
import type { ParquetFooter } from './footer.ts'
import { concatLeaves, valueCount, type LeafColumn, type LeafValues } from './leaf.ts'
import { decodableRange, decodeLeaf } from './read.ts'

/** Chunks at most this far apart are read in one go: what lies between costs less than asking again. */
const GAP_BYTES = 64 << 10
/** No more than this is read in one go, but for a chunk that is larger by itself. */
const SPAN_BYTES = 1 << 20

/** Reads one leaf of all row groups. For metadata tables; data files are read row group by row group. */
export async function readColumn(
  source: ByteSource,
  footer: ParquetFooter,
  leaf: number,
): Promise<LeafColumn> {
  const [column] = await readColumns(source, footer, [leaf])
  return column!
}

/**
 * Reads some leaves, each named once, of all row groups, from front to back in few reads: the recorder writes
 * `meta/episodes` with a row group for every ten rows. Throws `PARQUET_INVALID` or `PARQUET_UNSUPPORTED`.
 */
export async function readColumns(
  source: ByteSource,
  footer: ParquetFooter,
  leaves: readonly number[],
): Promise<LeafColumn[]> {
  const { groupCount, leafCount } = footer.chunks
  const parts = leaves.map(() => new Array<LeafColumn>(groupCount))
  const wanted = leaves.flatMap((leaf, column) =>
    Array.from({ length: groupCount }, (_, group) => ({
      leaf,
      column,
      group,
      ...decodableRange(footer, group, leaf),
    })),
  )
  wanted.sort((a, b) => a.start - b.start)
  for (let next = 0; next < wanted.length;) {
    const { start } = wanted[next]!
    let { end } = wanted[next]!
    const first = next++
    for (; next < wanted.length; next++) {
      const chunk = wanted[next]!
      if (chunk.start - end > GAP_BYTES || chunk.end - start > SPAN_BYTES) break
      end = Math.max(end, chunk.end)
    }
    const span = await viewRange(source, start, end)
    for (const { leaf, column, group, ...chunk } of wanted.slice(first, next)) {
      const bytes = span.subarray(chunk.start - start, chunk.end - start)
      parts[column]![group] = await decodeLeaf(footer, group * leafCount + leaf, bytes)
    }
  }
  return leaves.map((leaf, column) =>
    groupCount > 0
      ? concatLeaves(parts[column]!, footer.leaves[leaf]!)
      : { count: 0, repetition: undefined, definition: undefined, values: new Uint8Array(0) },
  )
}

/** The values of a non-repeating numeric column as numbers; null becomes undefined. Integers beyond 2^53 lose precision. */
export function numbersOf(column: LeafColumn, maxDefinition: number): (number | undefined)[] {
  const numbers = numericValues(column.values)
  if (column.definition === undefined) return Array.from(numbers)
  const result: (number | undefined)[] = []
  for (let i = 0, value = 0; i < column.count; i++) {
    result.push(column.definition[i] === maxDefinition ? numbers[value++] : undefined)
  }
  return result
}

/** Present values as numbers. Text and fixed-length values have none: an empty array. */
export function numericValues(values: LeafValues): Float64Array | Float32Array | Int32Array | Uint8Array {
  if ('kind' in values) return new Float64Array(0)
  if (!(values instanceof BigInt64Array)) return values
  // Halves of 32 bits: a BigInt for every value would be an allocation for every value.
  const words = new Int32Array(values.buffer, values.byteOffset, values.length * 2)
  const numbers = new Float64Array(values.length)
  for (let i = 0; i < values.length; i++) numbers[i] = words[2 * i + 1]! * 2 ** 32 + (words[2 * i]! >>> 0)
  return numbers
}

/** Present values as text. */
export function textValues(values: LeafValues): string[] {
  if (!('kind' in values) || values.kind !== 'bytes') return []
  const buffer = Buffer.from(values.bytes.buffer, values.bytes.byteOffset, values.bytes.byteLength)
  return Array.from({ length: valueCount(values) }, (_, i) =>
    buffer.toString('utf8', values.offsets[i], values.offsets[i + 1]),
  )
}

/** The rows of a one-level list column, as lists of its present elements. */
export function listsOf<T>(column: LeafColumn, maxDefinition: number, values: readonly T[]): T[][] {
  const rows: T[][] = []
  for (let i = 0, value = 0; i < column.count; i++) {
    if (column.repetition === undefined || column.repetition[i] === 0) rows.push([])
    const isPresent = column.definition === undefined || column.definition[i] === maxDefinition
    if (isPresent) rows.at(-1)?.push(values[value++]!)
  }
  return rows
}
