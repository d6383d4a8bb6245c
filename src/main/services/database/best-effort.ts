import { EngineError } from '#shared/errors.ts'
import type { Database } from '../database.ts'
import { sqliteCode } from './failures.ts'

/**
 * Writes what can be done without, as one: nothing of it where the database is held by another program, full, or cannot
 * be written. Throws what has nothing to do with the database.
 */
export function writeIfPossible(db: Pick<Database, 'transaction'>, work: () => void): void {
  try {
    db.transaction(work)
  } catch (thrown) {
    const isOfDatabase = thrown instanceof EngineError && sqliteCode(thrown.cause) !== ''
    if (!isOfDatabase) throw thrown
  }
}
