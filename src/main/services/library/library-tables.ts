import { z } from 'zod'
import type { AppError } from '#shared/errors.ts'
import type { DatasetFacts, DatasetHealth } from '#shared/model/dataset.ts'
import type { Database } from '../database.ts'
import { writeIfPossible } from '../database/best-effort.ts'

/** Datasets that were opened, as many as one may want to come back to. */
const MAX_RECENTS = 20

/** What is known of a dataset. */
export interface KnownDataset {
  /** Of info.json, when `facts` were read. */
  readonly signature: string
  readonly facts: DatasetFacts | undefined
  readonly health: DatasetHealth
  readonly modifiedMs: number
  /** Of all files, when `health` was found; undefined before. */
  readonly stamp: string | undefined
}

const datasetRow = z.object({ path: z.string(), signature: z.string(), summary: z.string() })
const pathRow = z.object({ path: z.string() })
/** Written by us; a damaged one is as none. */
const storedSchema = z.object({
  facts: z.custom<DatasetFacts>((value) => typeof value === 'object').optional(),
  health: z.custom<DatasetHealth>((value) => typeof value === 'object' && value !== null && 'state' in value),
  modifiedMs: z.number(),
  stamp: z.string().optional(),
})

/**
 * What the library remembers between runs: roots, summaries, datasets opened last. Only for roots it matters whether
 * they could be written: nobody who looks at a dataset is to be kept from it by what makes the next start faster.
 */
export class LibraryTables {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  /** In the order in which they were added. */
  roots(): string[] {
    const rows = this.#db.prepare('SELECT path FROM roots ORDER BY added_ms, path').all()
    return rows.map((row) => pathRow.parse(row).path)
  }

  addRoot(path: string): void {
    this.#db
      .prepare('INSERT INTO roots (path, added_ms) VALUES (?, ?) ON CONFLICT (path) DO NOTHING')
      .run(path, Date.now())
  }

  removeRoot(path: string): void {
    this.#db.prepare('DELETE FROM roots WHERE path = ?').run(path)
  }

  /** By path. */
  datasets(): Map<string, KnownDataset> {
    const known = new Map<string, KnownDataset>()
    for (const row of this.#db.prepare('SELECT path, signature, summary FROM datasets').all()) {
      const { path, signature, summary } = datasetRow.parse(row)
      const stored = parseStored(summary)
      if (stored !== undefined) known.set(path, { signature, ...stored })
    }
    return known
  }

  keep(datasets: ReadonlyMap<string, KnownDataset>): void {
    writeIfPossible(this.#db, () => {
      for (const [path, { signature, ...summary }] of datasets) {
        this.#db
          .prepare(
            `INSERT INTO datasets (path, signature, summary) VALUES (?, ?, ?)
             ON CONFLICT (path) DO UPDATE SET signature = excluded.signature, summary = excluded.summary`,
          )
          .run(path, signature, JSON.stringify(summary))
      }
    })
  }

  forget(paths: readonly string[]): void {
    writeIfPossible(this.#db, () => {
      for (const path of paths) this.#db.prepare('DELETE FROM datasets WHERE path = ?').run(path)
    })
  }

  /** Newest first. */
  recents(): string[] {
    const rows = this.#db
      .prepare('SELECT path FROM recents ORDER BY opened_ms DESC, rowid DESC LIMIT ?')
      .all(MAX_RECENTS)
    return rows.map((row) => pathRow.parse(row).path)
  }

  /** Keeps a dataset as the one that was opened last. */
  opened(path: string, known: KnownDataset): void {
    writeIfPossible(this.#db, () => {
      this.keep(new Map([[path, known]]))
      this.#db
        .prepare(
          'INSERT INTO recents (path, opened_ms) VALUES (?, ?) ON CONFLICT (path) DO UPDATE SET opened_ms = excluded.opened_ms',
        )
        .run(path, Date.now())
      this.#db
        .prepare(
          'DELETE FROM recents WHERE path NOT IN (SELECT path FROM recents ORDER BY opened_ms DESC LIMIT ?)',
        )
        .run(MAX_RECENTS)
    })
  }
}

function parseStored(text: string): Omit<KnownDataset, 'signature'> | undefined {
  try {
    const { facts, health, modifiedMs, stamp } = storedSchema.parse(JSON.parse(text))
    return { facts, health, modifiedMs, stamp }
  } catch {
    return undefined
  }
}

/** What is known of a dataset that was only just come across. */
export function knownFrom(
  signature: string,
  scanned: {
    readonly facts: DatasetFacts | undefined
    readonly error: AppError | undefined
    readonly modifiedMs: number
  },
): KnownDataset {
  const { facts, error, modifiedMs } = scanned
  const health: DatasetHealth = error === undefined ? { state: 'unchecked' } : { state: 'unreadable', error }
  return { signature, facts, health, modifiedMs, stamp: undefined }
}
