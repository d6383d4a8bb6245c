import { openFile, type ByteSource, type OpenFile } from './files.ts'
import { BLOCK_BYTES } from './block-writer.ts'

/** Files kept open at once. */
const MAX_OPEN = 32

/** Keeps the files that were used last open, each with a block read ahead, so that small neighbouring reads cost no system call. */
export class FilePool implements AsyncDisposable {
  readonly #files = new Map<string, { readonly file: OpenFile; readonly source: ByteSource }>()
  /** Bytes asked of the operating system so far. */
  bytesRead = 0

  async get(path: string): Promise<ByteSource> {
    const known = this.#files.get(path)
    if (known !== undefined) {
      this.#files.delete(path)
      this.#files.set(path, known)
      return known.source
    }
    const file = await openFile(path)
    this.#files.set(path, { file, source: this.#readAhead(file) })
    const [oldest] = this.#files
    if (this.#files.size > MAX_OPEN && oldest !== undefined) {
      this.#files.delete(oldest[0])
      await oldest[1].file.close()
    }
    return this.#files.get(path)!.source
  }

  /** A source that opens its file when it is first read: a merge may name more files than can be open at once. */
  lazy(path: string, byteLength: number): ByteSource {
    return {
      path,
      byteLength,
      read: async (into, position) => {
        const source = await this.get(path)
        await source.read(into, position)
      },
    }
  }

  #readAhead(file: OpenFile): ByteSource {
    let block = new Uint8Array(0)
    let start = 0
    const fill = async (into: Uint8Array, position: number): Promise<void> => {
      await file.read(into, position)
      this.bytesRead += into.length
    }
    return {
      path: file.path,
      byteLength: file.byteLength,
      async read(into, position) {
        if (into.length >= BLOCK_BYTES) {
          await fill(into, position)
          return
        }
        if (position >= start && position + into.length <= start + block.length) {
          into.set(block.subarray(position - start, position - start + into.length))
          return
        }
        // Reads may overlap: each answers from the block that it fetched itself.
        const next = new Uint8Array(Math.max(into.length, Math.min(BLOCK_BYTES, file.byteLength - position)))
        await fill(next, position)
        into.set(next.subarray(0, into.length))
        block = next
        start = position
      },
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#files.values()].map(({ file }) => file.close()))
    this.#files.clear()
  }
}
