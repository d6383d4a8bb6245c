import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'

/** How many new files until the folder is looked through. */
const CLEAN_EVERY = 64
/** Files that are still being written have it; what is left of a crash is removed with the old ones. */
const STAGED = '.tmp'

/** How to keep a cache. */
export interface CacheFolderOptions {
  /** Absolute path; made when it is needed. */
  readonly folder: string
  /** Of its files, with the dot. */
  readonly extension: string
  /** Bytes that all files may take. */
  readonly maxBytes: number
  /** How many new files until it is looked through for what is too much. */
  readonly cleanEvery?: number
}

/**
 * Files that can be made again, by what they were made from. Those that were not used for the longest time go first.
 */
export class CacheFolder {
  readonly #options: CacheFolderOptions
  #made = 0

  constructor(options: CacheFolderOptions) {
    this.#options = options
  }

  /** Where the file made from `key` (anything that JSON can tell apart) is, or would be. */
  pathOf(key: unknown): string {
    const { folder, extension } = this.#options
    const digest = createHash('sha256').update(JSON.stringify(key)).digest('hex')
    return join(folder, `${digest.slice(0, 32)}${extension}`)
  }

  /** Whether a file is there. Notes the use, too. */
  async has(path: string): Promise<boolean> {
    const now = new Date()
    return utimes(path, now, now).then(
      () => true,
      () => false,
    )
  }

  /** Makes a file: `write` is given another path, and what it wrote appears at once or not at all. */
  async make(path: string, write: (staged: string) => Promise<void>): Promise<void> {
    const { folder, cleanEvery = CLEAN_EVERY } = this.#options
    const staged = join(folder, `${randomUUID()}${STAGED}`)
    try {
      await mkdir(folder, { recursive: true })
      await write(staged)
      await rename(staged, path)
      if (this.#made++ % cleanEvery === 0) await this.clean(path)
    } finally {
      await rm(staged, { force: true })
    }
  }

  /** Removes what was not used for the longest time, until the rest fits. `kept` stays in any case. */
  async clean(kept?: string): Promise<void> {
    const { folder, maxBytes } = this.#options
    const names = await readdir(folder).catch(() => [])
    const files = await Promise.all(
      names.map(async (name) => {
        const path = join(folder, name)
        const found = await stat(path).catch(() => undefined)
        return { path, bytes: found?.size ?? 0, usedMs: found?.mtimeMs ?? 0 }
      }),
    )
    let bytes = files.reduce((sum, file) => sum + file.bytes, 0)
    for (const file of files.sort((a, b) => a.usedMs - b.usedMs)) {
      if (bytes <= maxBytes) return
      if (file.path === kept) continue
      await rm(file.path, { force: true })
      bytes -= file.bytes
    }
  }
}
