import { constants, open, type FileHandle } from 'node:fs/promises'
import { BLOCK_BYTES, writeFully, type BlockOutput } from './block-writer.ts'

/**
 * Large files that are written once, and read once to prove them, need not pass through the system's page cache:
 * finding room there for gigabytes costs more processor time than all the rest, pushes out what is of use, and
 * `fsync` has everything left to do in the end. Linux transfers between disk and memory directly (`O_DIRECT`) when
 * position, length and memory are multiples of a unit that no disk exceeds. Elsewhere, and on file systems that
 * refuse, files are read and written as always.
 */
const UNIT = 4096

/** The part of it that is used; the types of the language leave all of it out. */
declare const WebAssembly: {
  readonly Memory: new (limits: { readonly initial: number }) => { readonly buffer: ArrayBuffer }
}
/** Array buffers lie anywhere; those of WebAssembly begin with a page. */
const WASM_PAGE_BYTES = 1 << 16

/** Blocks of {@link BLOCK_BYTES} whose memory is aligned as such transfers want it. */
export function alignedBlocks(count: number): Uint8Array<ArrayBuffer>[] {
  const { buffer } = new WebAssembly.Memory({ initial: (count * BLOCK_BYTES) / WASM_PAGE_BYTES })
  return Array.from({ length: count }, (_, i) => new Uint8Array(buffer, i * BLOCK_BYTES, BLOCK_BYTES))
}


/** A second handle of a file past the page cache, or undefined where there is no such thing. */
async function openDirect(path: string, flags: number): Promise<FileHandle | undefined> {
  if (process.platform !== 'linux') return undefined
  return open(path, flags | constants.O_DIRECT).catch(() => undefined)
}

/** A new file, written past the page cache where that is possible. One write at a time. Closing does not sync it. */
export class UncachedOutput implements BlockOutput, AsyncDisposable {
  readonly #path: string
  readonly #handle: FileHandle
  #direct: FileHandle | undefined

  private constructor(path: string, handle: FileHandle, direct: FileHandle | undefined) {
    this.#path = path
    this.#handle = handle
    this.#direct = direct
  }

  /** Creates the file. Throws what the system does when there is one already. */
  static async create(path: string): Promise<UncachedOutput> {
    const handle = await open(path, 'wx')
    return new UncachedOutput(path, handle, await openDirect(path, constants.O_WRONLY))
  }

  async write(bytes: Uint8Array, position: number): Promise<void> {
    const done = await this.#writeDirect(bytes, position)
    await writeFully(this.#handle, bytes.subarray(done), position + done, this.#path)
  }

  /** Returns how many bytes were written; what is left is for the page cache, an error of the disk included. */
  async #writeDirect(bytes: Uint8Array, position: number): Promise<number> {
    if (this.#direct === undefined || position % UNIT !== 0 || bytes.byteOffset % UNIT !== 0) return 0
    const whole = bytes.length - (bytes.length % UNIT)
    let done = 0
    try {
      while (done < whole && done % UNIT === 0) {
        const { bytesWritten } = await this.#direct.write(bytes, done, whole - done, position + done)
        if (bytesWritten === 0) break
        done += bytesWritten
      }
    } catch {
      const direct = this.#direct
      this.#direct = undefined
      await direct.close()
    }
    return done
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#direct?.close()
    await this.#handle.close()
  }
}
