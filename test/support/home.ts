import { openDatabase, type Database, type DatabaseOptions } from '#main/services/database.ts'
import { onTestFinished } from 'vitest'
import { scratchDir } from './scratch.ts'

/** A database in a home of its own, or in this one; closed when the test is done. */
export async function database(home?: string, options: DatabaseOptions = {}): Promise<Database> {
  const db = openDatabase(home ?? (await scratchDir()), options)
  onTestFinished(() => {
    db.close()
  })
  return db
}
