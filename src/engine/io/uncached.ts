import { constants, open, type FileHandle } from 'node:fs/promises'
import { BLOCK_BYTES, writeFully, type BlockOutput } from './block-writer.ts'
import { openFile, type OpenFile } from './files.ts'
import { writing } from './write-error.ts'

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

/** Blocks whose memory is aligned as such transfers want it; `bytes` is a multiple of 64 kB. */
export function alignedBlocks(count: number, bytes = BLOCK_BYTES): Uint8Array<ArrayBuffer>[] {
  const { buffer } = new WebAssembly.Memory({ initial: (count * bytes) / WASM_PAGE_BYTES })
  return Array.from({ length: count }, (_, i) => new Uint8Array(buffer, i * bytes, bytes))
}

/** Widens `[start, end)` to whole units, as far as the file goes. */
export function alignedRange(start: number, end: number, fileBytes: number): { start: number; end: number } {
  return { start: start - (start % UNIT), end: Math.min(fileBytes, Math.ceil(end / UNIT) * UNIT) }
}

/** A second handle of a file past the page cache, or undefined where there is no such thing. */
async function openDirect(path: string, flags: number): Promise<FileHandle | undefined> {
  if (process.platform !== 'linux') return undefined
  return open(path, flags | constants.O_DIRECT).catch(() => undefined)
}

/** How one of two handles transfers: `handle.read` or `handle.write`, with the number of bytes that it moved. */
type Transfer = (handle: FileHandle, from: number, length: number) => Promise<number>

/** The handle past the page cache, while it serves. */
class DirectHandle implements AsyncDisposable {
  #handle: FileHandle | undefined

  constructor(handle: FileHandle | undefined) {
    this.#handle = handle
  }

  /**
   * Transfers as many bytes as it can and returns how many. What is left is for the page cache: an end that fills no
   * unit, bytes that are not aligned, all when the file system refuses, and errors, which come up again there.
   */
  async transfer(bytes: Uint8Array, position: number, transfer: Transfer): Promise<number> {
    if (this.#handle === undefined || position % UNIT !== 0 || bytes.byteOffset % UNIT !== 0) return 0
    const whole = bytes.length - (bytes.length % UNIT)
    let done = 0
    try {
      while (done < whole && done % UNIT === 0) {
        const moved = await transfer(this.#handle, done, whole - done)
        if (moved === 0) break
        done += moved
      }
    } catch {
      await this[Symbol.asyncDispose]().catch(() => undefined)
    }
    return done
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const handle = this.#handle
    this.#handle = undefined
    await handle?.close()
  }
}

/** A new file, written past the page cache where that is possible. One write at a time. Closing does not sync it. */
export class UncachedOutput implements BlockOutput, AsyncDisposable {
  readonly #path: string
  readonly #handle: FileHandle
  readonly #direct: DirectHandle

  private constructor(path: string, handle: FileHandle, direct: DirectHandle) {
    this.#path = path
    this.#handle = handle
    this.#direct = direct
  }

  /**
   * Creates the file. Throws `WRITE_FAILED` when there is one already, `NO_SPACE` or `OUTPUT_NOT_WRITABLE`. One that is
   * read again at once had better be in the page cache: `isCached` writes it as always.
   */
  static async create(path: string, { isCached = false } = {}): Promise<UncachedOutput> {
    const handle = await writing(path, open(path, 'wx'))
    const direct = isCached ? undefined : await openDirect(path, constants.O_WRONLY)
    return new UncachedOutput(path, handle, new DirectHandle(direct))
  }

  async write(bytes: Uint8Array, position: number): Promise<void> {
    const done = await this.#direct.transfer(bytes, position, async (handle, from, length) => {
      const { bytesWritten } = await handle.write(bytes, from, length, position + from)
      return bytesWritten
    })
    await writeFully(this.#handle, bytes.subarray(done), position + done, this.#path)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Network drives report at the end what they could not write.
    try {
      await writing(this.#path, this.#direct[Symbol.asyncDispose]())
    } finally {
      await writing(this.#path, this.#handle.close())
    }
  }
}

/** Opens a file to be read past the page cache where that is possible. One read at a time. Throws as {@link openFile}. */
export async function openUncached(path: string): Promise<OpenFile> {
  const file = await openFile(path)
  const direct = new DirectHandle(await openDirect(path, constants.O_RDONLY))
  const close = async (): Promise<void> => {
    await direct[Symbol.asyncDispose]().catch(() => undefined)
    await file.close()
  }
  return {
    path,
    byteLength: file.byteLength,
    stamp: file.stamp,
    close,
    [Symbol.asyncDispose]: close,
    async read(into, position) {
      const done = await direct.transfer(into, position, async (handle, from, length) => {
        const { bytesRead } = await handle.read(into, from, length, position + from)
        return bytesRead
      })
      if (done < into.length) await file.read(into.subarray(done), position + done)
    },
  }
}
