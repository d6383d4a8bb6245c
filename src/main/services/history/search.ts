import { z } from 'zod'
import type { MergeSummary } from '#shared/model/history.ts'
import type { Database } from '../database.ts'
import { parseRow, summaryRow, SUMMARY_COLUMNS } from './rows.ts'

const totalRow = z.object({ total: z.number() })

/**
 * Finds merges by words: each must occur in the name or path of the result, in the name or path of a source, or be the
 * beginning of its status. Upper and lower case are the same for ASCII letters. Newest first.
 */
export function searchMerges(
  db: Database,
  { from, count, search = '' }: { readonly from: number; readonly count: number; readonly search?: string },
): { readonly total: number; readonly merges: readonly MergeSummary[] } {
  const words = search.trim().split(/\s+/).filter(Boolean)
  const where = words.length === 0 ? '1' : words.map(() => MATCHES).join(' AND ')
  const values = words.flatMap((word) => {
    const text = word.replaceAll(/[\\%_]/g, '\\$&')
    return [`%${text}%`, `%${text}%`, `%${text}%`, `%${text}%`, `${text}%`]
  })
  return {
    total: totalRow.parse(db.prepare(`SELECT count(*) AS total FROM merges WHERE ${where}`).get(...values))
      .total,
    merges: db
      .prepare(`SELECT ${SUMMARY_COLUMNS} FROM merges WHERE ${where} ORDER BY id DESC LIMIT ? OFFSET ?`)
      .all(...values, count, from)
      .map((row) => parseRow(summaryRow, row, 'an entry')),
  }
}

const MATCHES = `(
  name LIKE ? ESCAPE '\\' OR output_path LIKE ? ESCAPE '\\'
  OR EXISTS (SELECT 1 FROM merge_sources AS s WHERE s.merge = merges.id
    AND (s.name LIKE ? ESCAPE '\\' OR s.path LIKE ? ESCAPE '\\'))
  OR status LIKE ? ESCAPE '\\'
)`
