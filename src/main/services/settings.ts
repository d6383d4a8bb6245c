import { z } from 'zod'
import { settingsSchema, type Settings as Values, type settingsChangeSchema } from '#shared/model/settings.ts'
import type { Database } from './database.ts'
import type { Events } from './events.ts'

const rowSchema = z.object({ key: z.string(), value: z.string() })
const keys = settingsSchema.keyof()

/** What the user chose once for all, kept in the database. */
export class Settings {
  readonly #db: Database
  readonly #events: Events | undefined

  constructor(db: Database, events?: Events) {
    this.#db = db
    this.#events = events
  }

  /** All settings. What is not set, or not what it should be, has its default. */
  get(): Values {
    const stored = this.#db.prepare('SELECT key, value FROM settings').all()
    const valid = stored.flatMap((row) => {
      const { key, value } = rowSchema.parse(row)
      const known = keys.safeParse(key)
      if (!known.success) return []
      const parsed = settingsSchema.shape[known.data].safeParse(parseJson(value))
      return parsed.success ? [[key, parsed.data] as const] : []
    })
    return settingsSchema.parse(Object.fromEntries(valid))
  }

  /** Changes some settings, tells everyone, and returns all. */
  set(change: z.output<typeof settingsChangeSchema>): Values {
    this.#db.transaction(() => {
      for (const [key, value] of Object.entries(change)) {
        this.#db
          .prepare(
            'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
          )
          .run(key, JSON.stringify(value))
      }
    })
    const settings = this.get()
    this.#events?.publish('settings.changed', { settings })
    return settings
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
