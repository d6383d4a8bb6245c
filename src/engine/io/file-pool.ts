import { openFile, type ByteSource, type OpenFile } from './files.ts'
import { BLOCK_BYTES } from './block-writer.ts'

/** Files kept open at once. */
const MAX_OPEN = 32

/** Keeps the files that were used last open, each with a block read ahead, so that small neighbouring reads cost no system call. */
export class FilePool implements AsyncDisposable {
  readonly #files = new Map<string, PooledFile>()
  readonly #sources = new Map<string, ByteSource>()
  /** Bytes asked of the operating system so far. */
  bytesRead = 0

  /** The source of a path: the same object every time. Throws what opening the file throws. */
  async get(path: string): Promise<ByteSource> {
    const known = this.#sources.get(path)
    if (known !== undefined) return known
    const { byteLength } = await this.#pooled(path).opening
    const source = this.lazy(path, byteLength)
    this.#sources.set(path, source)
    return source
  }

  #pooled(path: string): PooledFile {
    const known = this.#files.get(path)
    const pooled = known ?? { opening: openFile(path), block: new Uint8Array(0), start: 0, readers: 0 }
    // A Map keeps the order of insertion: the last used comes last.
    this.#files.delete(path)
    this.#files.set(path, pooled)
    // A failure to open reaches whoever asked; the next asks anew.
    if (known === undefined) pooled.opening.catch(() => this.#files.delete(path))
    return pooled
  }

  async #closeIdle(): Promise<void> {
    for (const [path, pooled] of this.#files) {
      if (this.#files.size <= MAX_OPEN) return
      if (pooled.readers > 0) continue
      this.#files.delete(path)
      const file = await pooled.opening
      await file.close()
    }
  }

  async #read(path: string, into: Uint8Array, position: number): Promise<void> {
    const pooled = this.#pooled(path)
    pooled.readers++
    try {
      await this.#readFrom(pooled, into, position)
    } finally {
      pooled.readers--
    }
    await this.#closeIdle()
  }

  async #readFrom(pooled: PooledFile, into: Uint8Array, position: number): Promise<void> {
    const file = await pooled.opening
    const { block, start } = pooled
    if (position >= start && position + into.length <= start + block.length) {
      into.set(block.subarray(position - start, position - start + into.length))
      return
    }
    const isLarge = into.length >= BLOCK_BYTES || position + into.length > file.byteLength
    // Reads may overlap: each answers from the block that it fetched itself.
    const next = isLarge
      ? into
      : new Uint8Array(Math.max(into.length, Math.min(BLOCK_BYTES, file.byteLength - position)))
    await file.read(next, position)
    this.bytesRead += next.length
    if (isLarge) return
    into.set(next.subarray(0, into.length))
    pooled.block = next
    pooled.start = position
  }

  /** A source that opens its file when it is first read: a merge may name more files than can be open at once. */
  lazy(path: string, byteLength: number): ByteSource {
    return { path, byteLength, read: (into, position) => this.#read(path, into, position) }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const files = await Promise.allSettled([...this.#files.values()].map(({ opening }) => opening))
    await Promise.all(files.flatMap((file) => (file.status === 'fulfilled' ? [file.value.close()] : [])))
    this.#files.clear()
  }
}

/** An open file, the block that was read last, and how many reads are under way. */
interface PooledFile {
  readonly opening: Promise<OpenFile>
  block: Uint8Array
  start: number
  readers: number
}
