import { z } from 'zod'
import type { Database } from './database.ts'

const rowSchema = z.object({ value: z.string() })

/** Small things that the application remembers by itself: an unfinished draft, the window, folders used last. */
export class Remembered {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  /** What was remembered under a key; undefined when there is nothing, or nothing that fits the schema any more. */
  get<T>(key: string, schema: z.ZodType<T>): T | undefined {
    const row = this.#db.prepare('SELECT value FROM remembered WHERE key = ?').get(key)
    if (row === undefined) return undefined
    try {
      return schema.parse(JSON.parse(rowSchema.parse(row).value))
    } catch {
      return undefined
    }
  }

  set(key: string, value: unknown): void {
    this.#db
      .prepare(
        'INSERT INTO remembered (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
      )
      .run(key, JSON.stringify(value))
  }
}
