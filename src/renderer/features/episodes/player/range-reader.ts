import { fetchMedia, UnreadableMedia } from './fetch-media.ts'

/** Bytes of a block: some frames of a usual camera, so that playing asks a few times a second. */
const BLOCK = 1 << 16
/** Bytes behind those that are asked for: when one of their blocks is missing, it is fetched before it is needed. */
const AHEAD = 1 << 15
/** Bytes behind those that are asked for that come with whatever has to be fetched. */
const FETCH_AHEAD = 1 << 16
/** Blocks of one fetch where reading goes on: twice as many as the time before, up to this. */
const MAX_STRIDE = 8
/** Bytes of blocks that are kept. */
const MAX_KEPT = 1 << 22

/** Reads parts of a file over HTTP, in whole blocks, of which the last used are kept. */
export class RangeReader {
  readonly #url: string
  readonly #signal: AbortSignal
  readonly #blocks = new Map<number, Promise<Uint8Array>>()
  #size: number | undefined
  /** Behind the last block that was fetched, and how many were. */
  #fetchedTo = 0
  #stride = 1

  constructor(url: string, signal: AbortSignal) {
    this.#url = url
    this.#signal = signal
  }

  /** Bytes of the file. Throws where it cannot be read. */
  async size(): Promise<number> {
    if (this.#size === undefined) await this.#block(0)
    return this.#size!
  }

  /** Bytes `[start, end)`, which are inside the file. Throws where they cannot be read, or were cut off. */
  async read(start: number, end: number): Promise<Uint8Array> {
    const first = Math.floor(start / BLOCK)
    const count = Math.ceil(end / BLOCK) - first
    const behind = (bytes: number): number => Math.ceil(Math.min(end + bytes, this.#size ?? end) / BLOCK)
    let missing = first
    while (this.#blocks.has(missing)) missing++
    if (missing < behind(AHEAD)) this.#fetchFrom(missing, behind(FETCH_AHEAD))
    const blocks = await Promise.all(Array.from({ length: count }, (_, i) => this.#block(first + i)))
    const own = new Uint8Array(end - start)
    let filled = 0
    for (const [i, block] of blocks.entries()) {
      const at = (first + i) * BLOCK
      const part = block.subarray(Math.max(0, start - at), end - at)
      own.set(part, filled)
      filled += part.length
    }
    if (filled < own.length) throw new UnreadableMedia('short')
    return own
  }

  /** Asks once for the blocks of `[start, end)` up to the next one that is there, and for more where reading goes on. */
  #fetchFrom(start: number, end: number): void {
    this.#stride = start === this.#fetchedTo ? Math.min(2 * this.#stride, MAX_STRIDE) : 1
    const last = Math.ceil((this.#size ?? end * BLOCK) / BLOCK)
    const most = Math.min(last, Math.max(end, start + this.#stride))
    let stop = start
    while (stop < most && !this.#blocks.has(stop)) stop++
    this.#fetchedTo = stop
    const bytes = this.#fetch(start, stop - start)
    for (let index = start; index < stop; index++)
      this.#keep(
        index,
        bytes.then((all) => all.slice((index - start) * BLOCK, (index - start + 1) * BLOCK)),
      )
  }

  #block(index: number): Promise<Uint8Array> {
    const block = this.#blocks.get(index) ?? this.#fetch(index, 1)
    this.#keep(index, block)
    return block
  }

  #keep(index: number, block: Promise<Uint8Array>): void {
    this.#blocks.delete(index)
    this.#blocks.set(index, block)
    // The next one who asks tries again.
    block.catch(() => this.#blocks.delete(index))
    for (const oldest of this.#blocks.keys()) {
      if (this.#blocks.size * BLOCK <= MAX_KEPT) break
      this.#blocks.delete(oldest)
    }
  }

  async #fetch(first: number, count: number): Promise<Uint8Array> {
    const range = `bytes=${first * BLOCK}-${(first + count) * BLOCK - 1}`
    const response = await fetchMedia(this.#url, { headers: { range }, signal: this.#signal })
    const size = /\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1]
    if (response.status !== 206 || size === undefined) {
      await response.body?.cancel()
      throw new UnreadableMedia('gone')
    }
    this.#size = Number(size)
    return new Uint8Array(await response.arrayBuffer())
  }
}
