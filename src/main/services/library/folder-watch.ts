import { watch, type FSWatcher } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** Handles that are taken at most; systems give a few thousand to all programs of a user together. */
const MAX_HANDLES = 1000
/** A folder that is being copied in changes many times. */
const QUIET_MS = 150
/** Even if it never gets quiet. */
const LONGEST_MS = 1000

/** Where the system watches a whole tree with one handle. */
const WATCHES_TREES = process.platform === 'darwin' || process.platform === 'win32'

/** Tells of folders in which something appeared, disappeared or changed. */
export class FolderWatch {
  readonly #watchers = new Map<string, FSWatcher>()
  readonly #onChange: (folders: readonly string[]) => void
  readonly #maxHandles: number
  readonly #changed = new Set<string>()
  #timer: NodeJS.Timeout | undefined
  #firstChange = 0
  #isPartial = false

  constructor(onChange: (folders: readonly string[]) => void, maxHandles = MAX_HANDLES) {
    this.#onChange = onChange
    this.#maxHandles = maxHandles
  }

  /** True when not every folder can be watched: look from time to time instead. */
  get isPartial(): boolean {
    return this.#isPartial
  }

  get handles(): number {
    return this.#watchers.size
  }

  /** Watches these folders of `root` besides those watched already. */
  add(root: string, folders: readonly string[]): void {
    if (WATCHES_TREES) this.#watch(root, true)
    else for (const folder of folders) this.#watch(folder, false)
  }

  /** Stops watching what is below a folder and not among `folders`. */
  keep(root: string, folders: ReadonlySet<string>): void {
    if (WATCHES_TREES) return
    for (const path of this.#watchers.keys())
      if (!folders.has(path) && path.startsWith(join(root, '/'))) this.#forget(path)
  }

  /** Stops watching a folder and everything below it. */
  remove(folder: string): void {
    for (const path of this.#watchers.keys())
      if (path === folder || path.startsWith(join(folder, '/'))) this.#forget(path)
  }

  close(): void {
    clearTimeout(this.#timer)
    for (const watcher of this.#watchers.values()) watcher.close()
    this.#watchers.clear()
  }

  #forget(folder: string): void {
    this.#watchers.get(folder)?.close()
    this.#watchers.delete(folder)
  }

  #watch(folder: string, recursive: boolean): void {
    if (this.#watchers.has(folder)) return
    if (this.#watchers.size >= this.#maxHandles) {
      this.#isPartial = true
      return
    }
    try {
      const watcher = watch(folder, { persistent: false, recursive }, (event, name) => {
        // It is gone itself; another of the same name needs another watcher.
        if (!recursive && event === 'rename' && name === basename(folder)) this.#forget(folder)
        this.#note(recursive && name !== null ? dirname(join(folder, name)) : folder)
      })
      watcher.on('error', () => {
        this.#forget(folder)
        this.#note(folder)
      })
      this.#watchers.set(folder, watcher)
    } catch (error) {
      const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT'
      // Otherwise the system has no handles left.
      if (!isGone) this.#isPartial = true
    }
  }

  #note(folder: string): void {
    const now = Date.now()
    if (this.#changed.size === 0) this.#firstChange = now
    this.#changed.add(folder)
    clearTimeout(this.#timer)
    const wait = Math.max(0, Math.min(QUIET_MS, this.#firstChange + LONGEST_MS - now))
    this.#timer = setTimeout(() => {
      const changed = [...this.#changed]
      this.#changed.clear()
      this.#onChange(changed)
    }, wait)
    this.#timer.unref()
  }
}
