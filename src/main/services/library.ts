import { stat } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import { isInside } from '#engine/io/path-rules.ts'
import { EngineError, toAppError, type AppError } from '#shared/errors.ts'
import type { DatasetDetails, DatasetSummary, LibraryRoot } from '#shared/model/dataset.ts'
import type { Place, PlaceId } from '#shared/model/place.ts'
import type { Database } from './database.ts'
import type { Events } from './events.ts'
import { discover, signatureOf, type FoundDataset } from './library/discover.ts'
import { FolderWatch } from './library/folder-watch.ts'
import { HealthQueue } from './library/health-queue.ts'
import { LibraryNews } from './library/news.ts'
import { knownFrom, LibraryTables, type KnownDataset } from './library/library-tables.ts'
import type { Places } from './places.ts'
import type { Reader } from './reader.ts'

/** Datasets summarised with one request. */
const BATCH = 64
/**
 * Where not every folder can be watched, everything is looked through this often; and roots that could not be, as on a
 * disk that is not connected.
 */
const POLL_MS = 30_000

/** What the library is made from. */
export interface LibraryContext {
  readonly db: Database
  readonly places: Places
  readonly events: Events
  /** Asked on behalf of someone who waits. */
  readonly reader: Reader
  /** Checks health, in a process of its own: a large dataset must keep nobody waiting. */
  readonly background: Reader
  /** In place of {@link POLL_MS}. */
  readonly pollMs?: number | undefined
}

/** A dataset below a root. */
interface ListedDataset {
  readonly place: Place
  known: KnownDataset
}

/**
 * The datasets below the roots. Begins to look for them with the first question; from then on `library.changed` tells
 * of every one that appears, disappears or changes, and of what checking them finds.
 */
export class Library {
  readonly #context: LibraryContext
  readonly #tables: LibraryTables
  readonly #listed = new Map<string, ListedDataset>()
  readonly #rootErrors = new Map<string, AppError>()
  #lookingForMissing: Promise<void> | undefined
  readonly #watch: FolderWatch
  readonly #health: HealthQueue
  readonly #closing = new AbortController()
  /** Folders yet to be searched. */
  readonly #pending = new Set<string>()
  #scanning: Promise<void> | undefined
  #isStarted = false
  #rootPaths: readonly string[] | undefined
  /** Since the start, or the last time that someone asked to look again. */
  readonly #checked = new Set<string>()
  #poll: NodeJS.Timeout | undefined
  readonly #news: LibraryNews

  constructor(context: LibraryContext) {
    this.#context = context
    this.#tables = new LibraryTables(context.db)
    this.#news = new LibraryNews((changed, removed) => {
      this.#publish(changed, removed)
    })
    this.#watch = new FolderWatch((folders) => {
      this.#folderChanged(folders)
    })
    this.#health = new HealthQueue(context.background, (path, checked) => {
      const listed = this.#listed.get(path)
      if (listed !== undefined) this.#store(path, { ...listed.known, ...checked(listed.known) })
    })
  }

  /** What is known now. */
  list(): { readonly datasets: readonly DatasetSummary[]; readonly isScanning: boolean } {
    this.#start()
    const datasets = [...this.#listed].map(([path, listed]) => this.#summary(path, listed))
    return { datasets, isScanning: this.#scanning !== undefined }
  }

  /** Paths of the datasets found so far whose folder is called so. */
  pathsNamed(name: string): string[] {
    return [...this.#listed.keys()].filter((path) => basename(path) === name)
  }

  roots(): LibraryRoot[] {
    this.#start()
    const fixed = this.#fixedRoots()
    return this.#roots().flatMap((path) => {
      const place = this.#context.places.peek(path)
      if (place === undefined) return []
      const datasets = [...this.#listed.keys()].filter((own) => isInside(own, path)).length
      return [{ place, isFixed: fixed.includes(path), datasets, error: this.#rootErrors.get(path) }]
    })
  }

  /** Throws `PLACE_UNKNOWN`, `PLACE_OUTSIDE` or `FILE_MISSING`. */
  async addRoot(id: PlaceId): Promise<LibraryRoot> {
    const path = await this.#context.places.resolve(id)
    this.#start()
    this.#tables.addRoot(path)
    this.#rootsChanged()
    this.#search([path])
    return this.roots().find(({ place }) => place.path === path)!
  }

  /** Throws `PLACE_UNKNOWN`, or `NOT_AVAILABLE` for a served folder. */
  removeRoot(id: PlaceId): void {
    const path = this.#context.places.pathOf(id)
    if (this.#fixedRoots().includes(path))
      throw new EngineError('NOT_AVAILABLE', `${path} is served and stays in the library`)
    this.#tables.removeRoot(path)
    this.#rootErrors.delete(path)
    this.#watch.remove(path)
    this.#rootsChanged()
    const roots = this.#roots()
    this.#drop([...this.#listed.keys()].filter((own) => !roots.some((root) => isInside(own, root))))
    this.#search(roots.filter((root) => isInside(root, path) || isInside(path, root)))
  }

  /** Looks through all roots again, and for damage in datasets whose files changed. */
  rescan(): void {
    this.#start()
    this.#checked.clear()
    this.#search(this.#roots())
  }

  /** Opens a dataset as a whole and remembers it as well as it can. Throws what opening throws. */
  async open(id: PlaceId, signal?: AbortSignal): Promise<DatasetDetails> {
    const { places, background } = this.#context
    const path = await places.resolve(id)
    const signature = await signatureOf(path)
    const { scanned, stamp, ...details } = await background.request('open', { path }, { signal })
    const { findings } = details
    const state = findings.some(({ tier }) => tier === 'blocking') ? 'damaged' : 'good'
    const { facts, modifiedMs } = scanned
    const known = { signature, facts, modifiedMs, stamp, health: { state, findings } } as const
    this.#tables.opened(path, known)
    this.#list(path, known)
    const place = await places.admit(path)
    return { ...details, summary: this.#summary(path, { place, known }) }
  }

  /** The datasets opened last that this host may read, newest first. */
  async recents(): Promise<DatasetSummary[]> {
    const stored = this.#tables.datasets()
    const summaries = this.#tables.recents().map(async (path) => {
      const place = await this.#context.places.tryAdmit(path)
      if (place === undefined) return []
      const signature = await signatureOf(path)
      const known = this.#listed.get(path)?.known ?? stored.get(path)
      const fresh = known?.signature === signature ? known : await this.#scan({ path, signature })
      return [this.#summary(path, { place, known: fresh })]
    })
    return (await Promise.all(summaries)).flat()
  }

  /** Resolves when nothing is being searched. */
  async settled(): Promise<void> {
    while (this.#scanning !== undefined && !this.#closing.signal.aborted) await this.#scanning
  }

  close(): void {
    this.#closing.abort()
    this.#watch.close()
    this.#health.close()
    clearInterval(this.#poll)
    this.#news.close()
  }

  #start(): void {
    if (this.#isStarted || this.#closing.signal.aborted) return
    const roots = this.#roots()
    const stored = [...this.#tables.datasets()].filter(([path]) => roots.some((root) => isInside(path, root)))
    const places = this.#context.places.admitAll(stored.map(([path]) => path))
    stored.forEach(([path, known], i) => this.#listed.set(path, { place: places[i]!, known }))
    // Not before: whoever asks after another program held the database finds it begun anew.
    this.#isStarted = true
    this.#poll = setInterval(() => void this.#lookAgain(), this.#context.pollMs ?? POLL_MS)
    this.#poll.unref()
    this.#search(roots)
  }

  /** At what nothing tells of. */
  async #lookAgain(): Promise<void> {
    if (this.#watch.isPartial) this.#search(this.#roots())
    // A disk that hangs is asked once, not again and again.
    this.#lookingForMissing ??= this.#lookForMissing().finally(() => (this.#lookingForMissing = undefined))
    await this.#lookingForMissing
  }

  async #lookForMissing(): Promise<void> {
    for (const [root, { code }] of this.#rootErrors) {
      if (code !== 'FILE_MISSING') continue
      const isThere = await stat(root).then(
        (stats) => stats.isDirectory(),
        () => false,
      )
      if (isThere && this.#rootErrors.has(root)) this.#search([root])
    }
  }

  #fixedRoots(): readonly string[] {
    return this.#context.places.served ?? []
  }

  /** Served folders first. */
  #roots(): readonly string[] {
    if (this.#rootPaths !== undefined) return this.#rootPaths
    const own = this.#tables.roots().filter((path) => this.#context.places.peek(path) !== undefined)
    return (this.#rootPaths = [...new Set([...this.#fixedRoots(), ...own])])
  }

  #rootsChanged(): void {
    this.#rootPaths = undefined
    this.#context.events.publish('library.rootsChanged', {})
  }

  #search(folders: readonly string[]): void {
    for (const folder of folders) this.#pending.add(folder)
    if (this.#pending.size === 0) return
    this.#scanning ??= this.#searchPending()
  }

  async #searchPending(): Promise<void> {
    // So that whoever calls this knows of it before it ends.
    await Promise.resolve()
    for (const folder of this.#pending) {
      this.#pending.delete(folder)
      if (this.#closing.signal.aborted) break
      try {
        await this.#searchOne(folder)
        if (this.#rootErrors.delete(folder)) this.#context.events.publish('library.rootsChanged', {})
      } catch (error) {
        this.#searchFailed(folder, toAppError(error))
      }
    }
    this.#scanning = undefined
    this.#news.soon()
  }

  #searchFailed(folder: string, error: AppError): void {
    if (error.code === 'FILE_MISSING') {
      this.#watch.remove(folder)
      this.#drop([...this.#listed.keys()].filter((path) => isInside(path, folder)))
    }
    if (!this.#roots().includes(folder)) return
    this.#rootErrors.set(folder, error)
    this.#context.events.publish('library.rootsChanged', {})
  }

  async #searchOne(root: string): Promise<void> {
    const found = new Set<string>()
    const watched = new Set<string>()
    for await (const { datasets, folders } of discover(root, this.#closing.signal)) {
      for (const { path } of datasets) found.add(path)
      const seen = [...folders, ...datasets.map(({ path }) => join(path, 'meta'))]
      for (const folder of seen) watched.add(folder)
      this.#watch.add(root, seen)
      for (let at = 0; at < datasets.length; at += BATCH) await this.#take(datasets.slice(at, at + BATCH))
    }
    if (this.#closing.signal.aborted) return
    this.#watch.keep(root, watched)
    this.#drop([...this.#listed.keys()].filter((path) => isInside(path, root) && !found.has(path)))
  }

  /** Lists datasets with what is known of them, after reading those that changed. */
  async #take(found: readonly FoundDataset[]): Promise<void> {
    const fresh = found.filter(({ path, signature }) => this.#listed.get(path)?.known.signature !== signature)
    if (fresh.length > 0) {
      const scanned = await this.#context.reader.request(
        'summaries',
        { paths: fresh.map(({ path }) => path) },
        { signal: this.#closing.signal },
      )
      const known = fresh.map(({ signature }, i) => knownFrom(signature, scanned[i]!))
      const places = this.#context.places.admitAll(fresh.map(({ path }) => path))
      this.#tables.keep(new Map(fresh.map(({ path }, i) => [path, known[i]!])))
      fresh.forEach(({ path }, i) => {
        this.#listed.set(path, { place: places[i]!, known: known[i]! })
        this.#news.changed(path, places[i]!.id)
      })
    }
    const isNew = new Set(fresh)
    const unchecked = found.filter((dataset) => isNew.has(dataset) || !this.#checked.has(dataset.path))
    for (const { path } of unchecked) this.#checked.add(path)
    this.#health.add(unchecked.map(({ path }) => [path, this.#listed.get(path)?.known.stamp]))
  }

  async #scan({ path, signature }: FoundDataset): Promise<KnownDataset> {
    const [scanned] = await this.#context.reader.request('summaries', { paths: [path] })
    return knownFrom(signature, scanned!)
  }

  #store(path: string, known: KnownDataset): void {
    this.#tables.keep(new Map([[path, known]]))
    this.#list(path, known)
  }

  #list(path: string, known: KnownDataset): void {
    const listed = this.#listed.get(path)
    if (listed === undefined) return
    listed.known = known
    this.#news.changed(path, listed.place.id)
  }

  #drop(paths: readonly string[]): void {
    if (paths.length === 0) return
    for (const path of paths) {
      const listed = this.#listed.get(path)
      if (listed !== undefined) this.#news.removed(path, listed.place.id)
      this.#listed.delete(path)
      this.#watch.remove(path)
    }
    this.#tables.forget(paths)
  }

  /** Inside a dataset, only `meta` matters; anywhere else, a dataset may have come or gone. */
  #folderChanged(folders: readonly string[]): void {
    const roots = this.#roots()
    const wanted = folders.flatMap((folder) => {
      const dataset = [...this.#listed.keys()].find((path) => isInside(folder, path))
      if (dataset !== undefined) return [dataset]
      const parent = folder.endsWith(`${sep}meta`) ? folder.slice(0, -`${sep}meta`.length) : folder
      return roots.some((root) => isInside(parent, root)) ? [parent] : []
    })
    const distinct = [...new Set(wanted)]
    this.#search(distinct.filter((own) => !distinct.some((other) => other !== own && isInside(own, other))))
  }

  #publish(paths: readonly string[], removed: readonly PlaceId[]): void {
    const changed = paths.flatMap((path) => {
      const listed = this.#listed.get(path)
      return listed === undefined ? [] : [this.#summary(path, listed)]
    })
    const isScanning = this.#scanning !== undefined
    this.#context.events.publish('library.changed', { changed, removed, isScanning })
  }

  #summary(path: string, { place, known }: ListedDataset): DatasetSummary {
    const root = this.#roots().find((own) => isInside(path, own))
    const folder = root === undefined ? path : relative(root, path).split(sep).join('/')
    const { facts, health, modifiedMs } = known
    return { place, folder: folder === '' ? place.name : folder, facts, health, modifiedMs }
  }
}
