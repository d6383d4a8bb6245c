import type { EarlierReview, EpisodeMarks } from '#shared/model/review.ts'
import type { Database } from '../database.ts'
import { marksOf } from './marks-table.ts'
import { keptLengths, stateBefore, type ReviewedState } from './reviews-table.ts'

/** The marks of what the dataset at this path was before; empty where nobody has to decide about any. */
export function marksBefore(db: Database, state: ReviewedState): readonly EpisodeMarks[] {
  const before = stateBefore(db, state)
  return before === undefined ? [] : marksOf(db, before)
}

/**
 * The review of what the dataset at this path was before, and which of its marks can be taken over: of episodes that
 * are there and as long as they were. `lengthsOf` tells how long episodes are now, in frames; undefined for one that is
 * not there.
 */
export async function earlierReview(
  db: Database,
  state: ReviewedState,
  lengthsOf: (episodes: readonly number[]) => Promise<ReadonlyMap<number, number | undefined>>,
): Promise<EarlierReview | undefined> {
  const before = stateBefore(db, state)
  if (before === undefined) return undefined
  const all = marksOf(db, before)
  const was = keptLengths(db, before)
  const is = await lengthsOf(all.map(({ episode }) => episode))
  const lasts = ({ episode }: EpisodeMarks): boolean =>
    is.get(episode) !== undefined && is.get(episode) === was.get(episode)
  return {
    marks: all.filter(lasts),
    leftOut: all
      .filter((marks) => !lasts(marks))
      .map((marks) => ({ marks, was: was.get(marks.episode), is: is.get(marks.episode) })),
  }
}
