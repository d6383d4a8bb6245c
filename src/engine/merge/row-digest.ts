import { createHash, type Hash } from 'node:crypto'
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
  readonly #number = new DataView(new ArrayBuffer(8))

  constructor(kind: 'chunks' | 'values') {
    this.#hash = createHash('sha256').update(kind)
  }

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
    this.#number.setFloat64(0, value, true)
    this.#hash.update(new Uint8Array(this.#number.buffer))
  }

  digest(): string {
    return this.#hash.digest('hex').slice(0, 32)
  }
}
