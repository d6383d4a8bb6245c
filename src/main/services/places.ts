import { randomBytes } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { z } from 'zod'
import { isInside } from '#engine/io/path-rules.ts'
import { EngineError } from '#shared/errors.ts'
import { placeId, type Place, type PlaceId } from '#shared/model/place.ts'
import type { Database } from './database.ts'

const rowSchema = z.object({ id: placeId, path: z.string() })

/**
 * The files and folders that were admitted, by opaque names that survive restarts. Where folders are served, nothing
 * outside of them gets a name or is reached by one, by whatever link or dots.
 */
export class Places {
  readonly #db: Database
  /** Without links; undefined where everything may be opened. */
  readonly #served: readonly string[] | undefined
  /** Paths that somebody chose since the start. */
  readonly #chosen = new Set<string>()

  constructor(db: Database, servedFolders: readonly string[] | undefined) {
    this.#db = db
    this.#served = servedFolders?.map((folder) => realpathSync(folder))
  }

  /** The served folders without links; undefined where everything may be opened. */
  get served(): readonly string[] | undefined {
    return this.#served
  }

  /** Names an existing file or folder by its path without links. Throws `FILE_MISSING` or `PLACE_OUTSIDE`. */
  async admit(path: string): Promise<Place> {
    const real = await this.#real(path)
    if (!this.#isServed(real)) throw outside(path)
    return this.#named(real)
  }

  /** As {@link admit}, for what the user chose: in a dialog, by dropping it, or by typing it. */
  async choose(path: string): Promise<Place> {
    const place = await this.admit(path)
    this.#chosen.add(place.path)
    return place
  }

  /** True for what the user chose since the start, and below it. Many more have a name. */
  isChosen(path: string): boolean {
    return [...this.#chosen].some((chosen) => isInside(resolve(path), chosen))
  }

  /** As {@link admit}; undefined where that throws. */
  async tryAdmit(path: string): Promise<Place | undefined> {
    const real = await this.#real(path).catch(() => undefined)
    return real === undefined || !this.#isServed(real) ? undefined : this.#named(real)
  }

  /** Names many paths at once that are known to be without links and to exist. Throws `PLACE_OUTSIDE`. */
  admitAll(realPaths: readonly string[]): Place[] {
    const foreign = realPaths.find((path) => !this.#isServed(path))
    if (foreign !== undefined) throw outside(foreign)
    return this.#db.transaction(() => realPaths.map((path) => this.#named(path)))
  }

  /**
   * Names a path that need not exist, without looking at the disk; undefined where it is not below a served folder.
   * Resolving the name looks.
   */
  peek(path: string): Place | undefined {
    const absolute = resolve(path)
    return this.#isServed(absolute) ? this.#named(absolute) : undefined
  }

  /**
   * The absolute path without links of a name. Throws `PLACE_UNKNOWN`, `PLACE_OUTSIDE` when a link leads out of the
   * served folders by now, or `FILE_MISSING`.
   */
  async resolve(id: PlaceId): Promise<string> {
    const path = this.pathOf(id)
    const real = await this.#real(path)
    if (!this.#isServed(real)) throw outside(path)
    return real
  }

  /** The path that was named, unchecked: for showing, never for opening. Throws `PLACE_UNKNOWN`. */
  pathOf(id: PlaceId): string {
    const row = this.#db.prepare('SELECT id, path FROM places WHERE id = ?').get(id)
    if (row !== undefined) return rowSchema.parse(row).path
    throw new EngineError('PLACE_UNKNOWN', `no file or folder is known as ${id}`, {
      hint: 'Choose it again.',
    })
  }

  async #real(path: string): Promise<string> {
    const absolute = resolve(path)
    try {
      return await realpath(absolute)
    } catch (cause) {
      // Whether something exists outside is nobody's business.
      if (!this.#isServed(absolute)) throw outside(path)
      throw new EngineError('FILE_MISSING', `no such file or folder: ${path}`, { cause })
    }
  }

  #isServed(path: string): boolean {
    return this.#served?.some((folder) => isInside(path, folder)) ?? true
  }

  #named(path: string): Place {
    const find = this.#db.prepare('SELECT id, path FROM places WHERE path = ?')
    let row = find.get(path)
    if (row === undefined) {
      // Another process may name it at the same moment: whoever comes first names it for both.
      this.#db
        .prepare('INSERT INTO places (id, path) VALUES (?, ?) ON CONFLICT (path) DO NOTHING')
        .run(randomBytes(16).toString('hex'), path)
      row = find.get(path)
    }
    const { id } = rowSchema.parse(row)
    return { id, path, name: basename(path) || path }
  }
}

function outside(path: string): EngineError {
  return new EngineError('PLACE_OUTSIDE', `${path} is not in a served folder`, {
    hint: 'Start the server with --root for this folder, or choose another one.',
  })
}
