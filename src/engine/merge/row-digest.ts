import { createHash, type Hash } from 'node:crypto'
import type { ByteSource } from '#engine/io/files.ts'
import { blocksOf } from './group-chunks.ts'
import type { LeafColumn } from '#engine/parquet/leaf.ts'
import type { SchemaNode } from '#engine/parquet/schema.ts'

/**
 * Digest of the unchanged columns of one episode: 32 hex digits, the first 128 bits of a sha256. Two kinds, by
 * how the rows were copied:
 * - `chunks`: for each leaf in file order, the length of its column chunk and the bytes of it. Equal digests mean
 *   equal encoded bytes, so nothing needs decoding.
 * - `values`: for each leaf, its levels and its values as decoded. For rows that had to be cut or recast.
 */
export class RowDigest {
  readonly #hash: Hash
  readonly #number = new Float64Array(1)
  readonly #numberBytes = new Uint8Array(this.#number.buffer)

  constructor(kind: 'chunks' | 'values') {
    this.#hash = createHash('sha256').update(kind)
  }

  /** Lets the bytes `[start, end)` of a source pass in blocks and adds them as one chunk. */
  async *passing(
    source: ByteSource,
    { start, end }: { start: number; end: number },
  ): AsyncGenerator<Uint8Array, void> {
    this.#length(end - start)
    for await (const block of blocksOf(source, start, end)) {
      this.#hash.update(block)
      yield block
    }
  }

  /** Adds a whole chunk that is at hand. */
  addChunk(bytes: Uint8Array): void {
    this.#length(bytes.length)
    this.#hash.update(bytes)
  }

  addValues(column: LeafColumn, leaf: SchemaNode): void {
    this.#length(column.count)
    if (leaf.maxRepetition > 0) this.#hash.update(column.repetition ?? new Uint8Array(column.count))
    // No levels and levels that are all "present" say the same.
    if (column.definition?.some((level) => level !== leaf.maxDefinition) === true)
      this.#hash.update(column.definition)
    const { values } = column
    if ('kind' in values) {
      if (values.kind === 'bytes')
        this.#hash.update(
          new Uint8Array(values.offsets.buffer, values.offsets.byteOffset, values.offsets.byteLength),
        )
      this.#hash.update(values.bytes)
    } else this.#hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  }

  #length(value: number): void {
    this.#number[0] = value
    this.#hash.update(this.#numberBytes)
  }

  digest(): string {
    return this.#hash.digest('hex').slice(0, 32)
  }
}

/** The digest of an episode's tasks: the texts of the episode list, and the text of each row as runs. */
export function digestTasks(
  listed: readonly string[],
  rows: Iterable<{ readonly text: string; readonly count: number }>,
): string {
  const runs: [string, number][] = []
  for (const { text, count } of rows) {
    const last = runs.at(-1)
    if (last?.[0] === text) last[1] += count
    else runs.push([text, count])
  }
  return createHash('sha256')
    .update(JSON.stringify([listed, runs]))
    .digest('hex')
    .slice(0, 32)
}
