import { z } from 'zod'
import type { Suspicion } from '#shared/model/review.ts'
import type { Database } from '../database.ts'

const rowSchema = z.object({ found: z.string() })

/** What was found in a dataset by this version of the rules; undefined when nobody looked yet. */
export function foundBefore(
  db: Database,
  fingerprint: string,
  rules: number,
): readonly Suspicion[] | undefined {
  const row = db
    .prepare('SELECT found FROM inspections WHERE fingerprint = ? AND rules = ?')
    .get(fingerprint, rules)
  // Written by nobody but this module; what is damaged fails where JSON does.
  return row === undefined ? undefined : (JSON.parse(rowSchema.parse(row).found) as readonly Suspicion[])
}

/** Keeps what was found, in place of what earlier rules found. */
export function keepFound(
  db: Database,
  fingerprint: string,
  rules: number,
  found: readonly Suspicion[],
): void {
  db.prepare(
    `INSERT INTO inspections (fingerprint, rules, found, at_ms) VALUES (?, ?, ?, ?)
     ON CONFLICT (fingerprint) DO UPDATE SET rules = excluded.rules, found = excluded.found, at_ms = excluded.at_ms`,
  ).run(fingerprint, rules, JSON.stringify(found), Date.now())
}
