import { openFile, type ByteSource, type OpenFile } from './files.ts'

/** Files kept open at once. */
const MAX_OPEN = 32

/** An open file, and how many reads are under way. */
interface PooledFile {
  readonly opening: Promise<OpenFile>
  readers: number
}

/** Keeps the files that were used last open. A merge may name more files than a process can have open. */
export class FilePool implements AsyncDisposable {
  readonly #files = new Map<string, PooledFile>()
  readonly #sources = new Map<string, ByteSource>()
  /** Bytes asked of the operating system so far. */
  bytesRead = 0

  /** The source of a path: the same object every time. Throws what opening the file throws. */
  async get(path: string): Promise<ByteSource> {
    return this.#sources.get(path) ?? this.lazy(path, (await this.#pooled(path).opening).byteLength)
  }

  /** The source of a path whose size is known: the file is opened when it is first read. */
  lazy(path: string, byteLength: number): ByteSource {
    const known = this.#sources.get(path)
    if (known !== undefined) return known
    const source: ByteSource = {
      path,
      byteLength,
      read: (into, position) => this.#read(path, into, position),
    }
    this.#sources.set(path, source)
    return source
  }

  #pooled(path: string): PooledFile {
    const known = this.#files.get(path)
    const pooled = known ?? { opening: openFile(path), readers: 0 }
    // A Map keeps the order of insertion: the last used comes last.
    this.#files.delete(path)
    this.#files.set(path, pooled)
    // A failure to open reaches whoever asked; the next asks anew.
    if (known === undefined) pooled.opening.catch(() => this.#files.delete(path))
    return pooled
  }

  async #read(path: string, into: Uint8Array, position: number): Promise<void> {
    const pooled = this.#pooled(path)
    pooled.readers++
    try {
      const file = await pooled.opening
      await file.read(into, position)
      this.bytesRead += into.length
    } finally {
      pooled.readers--
    }
    await this.#closeIdle()
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

  async [Symbol.asyncDispose](): Promise<void> {
    const files = await Promise.allSettled([...this.#files.values()].map(({ opening }) => opening))
    await Promise.all(files.flatMap((file) => (file.status === 'fulfilled' ? [file.value.close()] : [])))
    this.#files.clear()
    this.#sources.clear()
  }
}
