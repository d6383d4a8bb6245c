import { z } from 'zod'
import type { Database } from '../database.ts'

/** One state of the dataset at a path, by its fingerprint. */
export interface ReviewedState {
  readonly path: string
  readonly fingerprint: string
}

const stateRow = z.object({
  fingerprint: z.string(),
  is_settled: z.number(),
  has_marks: z.number(),
})
const begunRow = z.object({ begun_ms: z.number(), is_settled: z.number() }).optional()
const lengthRow = z.object({ episode: z.number(), length: z.number() })
const episodeRow = z.object({ episode: z.number() })

/** Whether it is known that this state was reviewed at this path. */
export function isReviewKnown(db: Database, { path, fingerprint }: ReviewedState): boolean {
  return begunOf(db, path, fingerprint) !== undefined
}

/**
 * Keeps that a state was reviewed where it is, now; `isSettled`, where it is given, whether somebody decided what
 * becomes of the review before it.
 */
export function keepReview(db: Database, { path, fingerprint }: ReviewedState, isSettled?: boolean): void {
  const now = Date.now()
  db.prepare(
    `INSERT INTO reviews (path, fingerprint, begun_ms, marked_ms) VALUES (?, ?, ?, ?)
     ON CONFLICT (path, fingerprint) DO UPDATE SET marked_ms = excluded.marked_ms`,
  ).run(path, fingerprint, now, now)
  if (isSettled !== undefined)
    db.prepare('UPDATE reviews SET is_settled = ? WHERE path = ? AND fingerprint = ?').run(
      Number(isSettled),
      path,
      fingerprint,
    )
}

/**
 * The state at this path that was marked last before this one was; undefined when there is none, or when somebody
 * decided what becomes of its marks.
 */
export function stateBefore(db: Database, { path, fingerprint }: ReviewedState): string | undefined {
  const own = begunOf(db, path, fingerprint)
  if (own?.is_settled === 1) return undefined
  const rows = db
    .prepare(
      `SELECT fingerprint, is_settled,
         EXISTS (SELECT 1 FROM flags WHERE flags.fingerprint = reviews.fingerprint) AS has_marks
       FROM reviews WHERE path = ? AND fingerprint <> ? AND marked_ms <= ?
       ORDER BY marked_ms DESC, rowid DESC`,
    )
    .all(path, fingerprint, own?.begun_ms ?? Number.MAX_SAFE_INTEGER)
    .map((row) => stateRow.parse(row))
  // Where somebody began anew, what was before that counts no more.
  const last = rows.find((row) => row.has_marks === 1 || row.is_settled === 1)
  return last?.has_marks === 1 ? last.fingerprint : undefined
}

/** How long episodes of a state are, in frames, as far as that was kept. */
export function keptLengths(db: Database, fingerprint: string): ReadonlyMap<number, number> {
  const rows = db
    .prepare('SELECT episode, length FROM marked_episodes WHERE fingerprint = ?')
    .all(fingerprint)
    .map((row) => lengthRow.parse(row))
  return new Map(rows.map(({ episode, length }) => [episode, length]))
}

/** Keeps how long episodes of a state are, in frames; nothing of those of which that is not known. */
export function keepLengths(
  db: Database,
  fingerprint: string,
  lengths: ReadonlyMap<number, number | undefined>,
): void {
  const add = db.prepare(
    'INSERT OR IGNORE INTO marked_episodes (fingerprint, episode, length) VALUES (?, ?, ?)',
  )
  for (const [episode, length] of lengths) if (length !== undefined) add.run(fingerprint, episode, length)
}

/** Marked episodes whose length was not kept. */
export function unmeasured(db: Database, fingerprint: string): number[] {
  return db
    .prepare(
      `SELECT DISTINCT episode FROM flags WHERE fingerprint = ?
       AND episode NOT IN (SELECT episode FROM marked_episodes WHERE fingerprint = ?)`,
    )
    .all(fingerprint, fingerprint)
    .map((row) => episodeRow.parse(row).episode)
}

function begunOf(db: Database, path: string, fingerprint: string): z.infer<typeof begunRow> {
  return begunRow.parse(
    db
      .prepare('SELECT begun_ms, is_settled FROM reviews WHERE path = ? AND fingerprint = ?')
      .get(path, fingerprint),
  )
}
