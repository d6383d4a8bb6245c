import { lstat, open, readdir, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { EngineError, toAppError } from '#shared/errors.ts'
import type { ResultComparison } from '#shared/model/job.ts'

/** Of each kind of difference, so many paths are told. */
const MAX_TOLD = 100
const BLOCK_BYTES = 1 << 20

/** How to compare. */
export interface CompareOptions {
  readonly signal?: AbortSignal | undefined
  /** Told of bytes as they are compared; of both folders together, twice that was read. */
  readonly onBytes?: ((bytes: number) => void) | undefined
}

/**
 * Compares two folders byte for byte: `removed` is only in the earlier one, `added` only in the later one. Links are
 * compared by where they point and not followed; times and permissions do not count. Memory does not grow with the
 * folders. Throws `CANCELLED`.
 */
export async function compareTrees(
  earlier: string,
  later: string,
  options: CompareOptions = {},
): Promise<ResultComparison> {
  if (!(await isFolder(earlier))) return { kind: 'unknown', reason: `${earlier} is not there any more` }
  if (!(await isFolder(later))) return { kind: 'unknown', reason: `${later} is not there any more` }
  const comparison = new Comparison(earlier, later, options)
  try {
    await comparison.folder('')
  } catch (error) {
    if (error instanceof EngineError) throw error
    return { kind: 'unknown', reason: error instanceof Error ? error.message : String(error) }
  }
  return comparison.outcome()
}

/**
 * Compares a result that was just made with an earlier one. The result is there, however comparing ends: cancelling
 * leaves `unknown` how they compare.
 */
export async function compareResult(
  earlier: string,
  result: string,
  signal: AbortSignal,
): Promise<ResultComparison> {
  try {
    return await compareTrees(earlier, result, { signal })
  } catch (error) {
    return { kind: 'unknown', reason: toAppError(error).message }
  }
}

/** The kind of an entry, as far as it matters here. */
type Kind = 'folder' | 'file' | 'link' | 'other'

class Comparison {
  readonly #earlier: string
  readonly #later: string
  readonly #options: CompareOptions
  readonly #changed = new Told()
  readonly #added = new Told()
  readonly #removed = new Told()
  #files = 0
  #bytes = 0
  readonly #one = Buffer.allocUnsafe(BLOCK_BYTES)
  readonly #other = Buffer.allocUnsafe(BLOCK_BYTES)

  constructor(earlier: string, later: string, options: CompareOptions) {
    this.#earlier = earlier
    this.#later = later
    this.#options = options
  }

  outcome(): ResultComparison {
    const [changed, added, removed] = [this.#changed, this.#added, this.#removed]
    if (changed.count + added.count + removed.count === 0)
      return { kind: 'identical', files: this.#files, bytes: this.#bytes }
    const counts = { changed: changed.count, added: added.count, removed: removed.count }
    return {
      kind: 'different',
      counts,
      ...{ changed: changed.paths, added: added.paths, removed: removed.paths },
    }
  }

  /** Compares the folder at `path` inside both, which is a folder in both. */
  async folder(path: string): Promise<void> {
    const earlier = await entries(join(this.#earlier, path))
    const later = await entries(join(this.#later, path))
    for (const name of [...new Set([...earlier.keys(), ...later.keys()])].sort()) {
      const at = path === '' ? name : `${path}/${name}`
      const [kind, kindNow] = [earlier.get(name), later.get(name)]
      if (kindNow === undefined) this.#removed.add(at)
      else if (kind === undefined) this.#added.add(at)
      else if (kind === 'folder' && kindNow === 'folder') await this.folder(at)
      else if (kind !== kindNow || !(await this.#isSame(at, kind))) this.#changed.add(at)
    }
  }

  async #isSame(path: string, kind: Kind): Promise<boolean> {
    const [one, other] = [join(this.#earlier, path), join(this.#later, path)]
    if (kind === 'link') return (await readlink(one)) === (await readlink(other))
    if (kind !== 'file') return false
    const size = (await lstat(one)).size
    if (size !== (await lstat(other)).size) return false
    this.#files++
    this.#bytes += size
    return this.#hasSameBytes(one, other)
  }

  async #hasSameBytes(one: string, other: string): Promise<boolean> {
    const { signal, onBytes } = this.#options
    await using earlier = await open(one, 'r')
    await using later = await open(other, 'r')
    for (;;) {
      if (signal?.aborted === true) throw new EngineError('CANCELLED', `cancelled while comparing ${other}`)
      const [read, readNow] = await Promise.all([fill(earlier, this.#one), fill(later, this.#other)])
      if (read !== readNow || this.#one.compare(this.#other, 0, readNow, 0, read) !== 0) return false
      if (read === 0) return true
      onBytes?.(read)
    }
  }
}

/** Paths that are counted, and kept as far as they are told. */
class Told {
  readonly paths: string[] = []
  count = 0

  add(path: string): void {
    this.count++
    if (this.paths.length < MAX_TOLD) this.paths.push(path)
  }
}

/** Reads on until the block is full or the file ends; returns how much there was. */
async function fill(
  file: { read(into: Buffer, at: number, length: number): Promise<{ readonly bytesRead: number }> },
  into: Buffer,
): Promise<number> {
  let done = 0
  while (done < into.length) {
    const { bytesRead } = await file.read(into, done, into.length - done)
    if (bytesRead === 0) break
    done += bytesRead
  }
  return done
}

async function entries(path: string): Promise<Map<string, Kind>> {
  const found = await readdir(path, { withFileTypes: true })
  return new Map(
    found.map((entry): [string, Kind] => [
      entry.name,
      entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : entry.isSymbolicLink() ? 'link' : 'other',
    ]),
  )
}

async function isFolder(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}
