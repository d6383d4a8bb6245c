import type { ByteSource } from './files.ts'
import { BLOCK_BYTES } from './block-writer.ts'

/**
 * Reads a file mostly from front to back through one block that is used again and again: small neighbouring
 * reads cost neither a system call nor an allocation. One reader at a time.
 */
export class ReadAhead {
  readonly #source: ByteSource
  readonly #blockBytes: number
  #block = new Uint8Array(0)
  #start = 0
  #end = 0
  /** Bytes asked of the source so far. */
  bytesRead = 0

  constructor(source: ByteSource, blockBytes = BLOCK_BYTES) {
    this.#source = source
    this.#blockBytes = blockBytes
  }

  /** The bytes `[start, end)`, as a view that holds until the next call. */
  async view(start: number, end: number): Promise<Uint8Array> {
    if (start < this.#start || end > this.#end) await this.#fill(start, end)
    return this.#block.subarray(start - this.#start, end - this.#start)
  }

  async #fill(start: number, end: number): Promise<void> {
    const length = Math.max(end - start, Math.min(this.#blockBytes, this.#source.byteLength - start))
    if (this.#block.length < length) this.#block = new Uint8Array(length)
    this.#start = start
    this.#end = start // Nothing, should the read fail.
    await this.#source.read(this.#block.subarray(0, length), start)
    this.#end = start + length
    this.bytesRead += length
  }
}
