import type { FileHandle } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { EngineError } from '#shared/errors.ts'
import type { FileDigest } from './file-digest.ts'
import type { ByteSink } from './files.ts'
import { writeError } from './write-error.ts'

/** Bytes gathered before they are written: large enough that a system call costs nothing beside the copy. */
export const BLOCK_BYTES = 4 << 20

/**
 * Writes a file from front to back through two blocks: one fills while the other is being written.
 * Call {@link flush} before the file is closed.
 */
export class BlockWriter implements ByteSink {
  readonly #output: BlockOutput
  #filling: Uint8Array
  #spare: Uint8Array
  #used = 0
  #written = 0
  #crc32 = 0
  #pending: Promise<void> = Promise.resolve()

  /** `blocks`: two of the same size. */
  constructor(output: BlockOutput, blocks?: readonly Uint8Array[]) {
    this.#output = output
    this.#filling = blocks?.[0] ?? new Uint8Array(BLOCK_BYTES)
    this.#spare = blocks?.[1] ?? new Uint8Array(BLOCK_BYTES)
  }

  /** Bytes appended so far: the file position of the next one. */
  get position(): number {
    return this.#written + this.#used
  }

  /** Of all bytes, once they are flushed. */
  get digest(): FileDigest {
    return { byteLength: this.#written, covered: this.#written, crc32: this.#crc32 }
  }

  async append(bytes: Uint8Array): Promise<void> {
    for (let from = 0; from < bytes.length;) {
      const take = Math.min(bytes.length - from, this.#filling.length - this.#used)
      const part = take === bytes.length ? bytes : bytes.subarray(from, from + take)
      this.#filling.set(part, this.#used)
      this.#used += take
      from += take
      if (this.#used === this.#filling.length) await this.#turn()
    }
  }

  async flush(): Promise<void> {
    await this.#turn()
    await this.#pending
  }

  async #turn(): Promise<void> {
    await this.#pending
    const block = this.#filling.subarray(0, this.#used)
    const position = this.#written
    this.#written += this.#used
    this.#used = 0
    ;[this.#filling, this.#spare] = [this.#spare, this.#filling]
    this.#pending = this.#output.write(block, position)
    // A failure surfaces at the next turn; until then it must not count as unhandled.
    this.#pending.catch(() => undefined)
    // While the block is on its way.
    this.#crc32 = crc32(block, this.#crc32)
  }
}

/** Where blocks go, at any position. */
export interface BlockOutput {
  /** Writes all of `bytes`. Throws `NO_SPACE`, `OUTPUT_NOT_WRITABLE` or `WRITE_FAILED`. */
  write(bytes: Uint8Array, position: number): Promise<void>
}

/** A {@link BlockOutput} over an open file. */
export function blockOutput(handle: FileHandle, path: string): BlockOutput {
  return { write: (bytes, position) => writeFully(handle, bytes, position, path) }
}

/** Writes all of `bytes` at a position of an open file. Throws `NO_SPACE`, `OUTPUT_NOT_WRITABLE` or `WRITE_FAILED`. */
export async function writeFully(
  handle: FileHandle,
  bytes: Uint8Array,
  position: number,
  path: string,
): Promise<void> {
  try {
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done)
      // Some file systems say so when they are full; to ask again would never end.
      if (bytesWritten === 0) throw new EngineError('NO_SPACE', `the disk takes no more bytes of ${path}`)
      done += bytesWritten
    }
  } catch (cause) {
    throw writeError(path, cause)
  }
}
