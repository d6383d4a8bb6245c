import { z } from 'zod'
import { unmarked, type EpisodeMarks, type MarkChange } from '#shared/model/review.ts'
import type { Database } from '../database.ts'

const rowSchema = z.object({
  episode: z.number(),
  kind: z.enum(['flag', 'tag', 'note', 'exclude', 'trim']),
  value: z.string(),
})
/** What a row of `flags` is: a tag has its number as value, a note its text, a trim `from-to`. */
export type MarkKind = z.infer<typeof rowSchema>['kind']

/** The marks of a dataset's episodes, ascending; episodes without any are not among them. */
export function marksOf(db: Database, fingerprint: string): EpisodeMarks[] {
  const rows = db
    .prepare('SELECT episode, kind, value FROM flags WHERE fingerprint = ? ORDER BY episode, kind, value')
    .all(fingerprint)
  return joined(rows)
}

/** Changes marks of a dataset as one, and tells those of the changed episodes, also of one that has none any more. */
export function changeMarks(
  db: Database,
  fingerprint: string,
  changes: readonly MarkChange[],
): EpisodeMarks[] {
  const clear = db.prepare('DELETE FROM flags WHERE fingerprint = ? AND episode = ? AND kind = ?')
  const add = db.prepare(
    'INSERT OR IGNORE INTO flags (fingerprint, episode, kind, value, set_ms) VALUES (?, ?, ?, ?, ?)',
  )
  const own = db.prepare(
    'SELECT episode, kind, value FROM flags WHERE fingerprint = ? AND episode = ? ORDER BY kind, value',
  )
  const now = Date.now()
  return db.transaction(() => {
    for (const change of changes) {
      for (const [kind, values] of rowsOf(change)) {
        clear.run(fingerprint, change.episode, kind)
        for (const value of values) add.run(fingerprint, change.episode, kind, value, now)
      }
    }
    const episodes = [...new Set(changes.map(({ episode }) => episode))]
    return episodes.map((episode) => joined(own.all(fingerprint, episode))[0] ?? unmarked(episode))
  })
}

/** The values that each kind of mark has after a change; kinds that stay as they are, are left out. */
function rowsOf({
  isFlagged,
  isExcluded,
  tags,
  note,
  trim,
}: MarkChange): ReadonlyMap<MarkKind, readonly string[]> {
  const rows = new Map<MarkKind, readonly string[]>()
  if (isFlagged !== undefined) rows.set('flag', isFlagged ? [''] : [])
  if (isExcluded !== undefined) rows.set('exclude', isExcluded ? [''] : [])
  if (tags !== undefined) rows.set('tag', tags.map(String))
  if (note !== undefined) rows.set('note', note.trim() === '' ? [] : [note.trim()])
  if (trim !== undefined) rows.set('trim', trim === null ? [] : [`${trim.from}-${trim.to}`])
  return rows
}

function keptOf(value: string): EpisodeMarks['trim'] {
  const [from = 0, to = 0] = value.split('-').map(Number)
  return { from, to }
}

/** Rows of one episode stand together. */
function joined(rows: readonly unknown[]): EpisodeMarks[] {
  const all: { -readonly [K in keyof EpisodeMarks]: EpisodeMarks[K] }[] = []
  for (const row of rows) {
    const { episode, kind, value } = rowSchema.parse(row)
    let marks = all.at(-1)
    if (marks?.episode !== episode) all.push((marks = unmarked(episode)))
    if (kind === 'flag') marks.isFlagged = true
    else if (kind === 'exclude') marks.isExcluded = true
    else if (kind === 'tag') marks.tags = [...marks.tags, Number(value)]
    else if (kind === 'note') marks.note = value
    else marks.trim = keptOf(value)
  }
  return all
}
