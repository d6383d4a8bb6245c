import type { EpisodeMarks, MarkChange } from '#shared/model/review.ts'

/** The marks after a change, as the main process will have them. */
export function changedMarks(marks: EpisodeMarks, change: MarkChange): EpisodeMarks {
  return {
    episode: marks.episode,
    isFlagged: change.isFlagged ?? marks.isFlagged,
    isExcluded: change.isExcluded ?? marks.isExcluded,
    tags: change.tags === undefined ? marks.tags : [...new Set(change.tags)].sort((a, b) => a - b),
    note: change.note === undefined ? marks.note : change.note.trim(),
    trim: change.trim === undefined ? marks.trim : (change.trim ?? undefined),
  }
}

/** The change that takes another one back. */
export function reversed(marks: EpisodeMarks, change: MarkChange): MarkChange {
  return {
    episode: marks.episode,
    ...(change.isFlagged === undefined ? {} : { isFlagged: marks.isFlagged }),
    ...(change.isExcluded === undefined ? {} : { isExcluded: marks.isExcluded }),
    ...(change.tags === undefined ? {} : { tags: [...marks.tags] }),
    ...(change.note === undefined ? {} : { note: marks.note }),
    ...(change.trim === undefined ? {} : { trim: marks.trim ?? null }),
  }
}

/** Gives an episode the marks that it had once; those that it was given since go before. */
export function takenOver(marks: EpisodeMarks, was: EpisodeMarks): MarkChange {
  return {
    episode: marks.episode,
    isFlagged: marks.isFlagged || was.isFlagged,
    isExcluded: marks.isExcluded || was.isExcluded,
    tags: [...new Set([...marks.tags, ...was.tags])],
    note: marks.note === '' ? was.note : marks.note,
    trim: marks.trim ?? was.trim ?? null,
  }
}

/**
 * Lets the kept part of an episode of `length` frames begin at a frame, or end with it. Again at the same place takes
 * that side back; a part of all frames is no trim.
 */
export function trimmedAt(
  { episode, trim }: EpisodeMarks,
  side: 'in' | 'out',
  frame: number,
  length: number,
): MarkChange {
  const own = trim ?? { from: 0, to: length }
  const next =
    side === 'in'
      ? { from: own.from === frame ? 0 : frame, to: own.to > frame ? own.to : length }
      : { from: own.from <= frame ? own.from : 0, to: own.to === frame + 1 ? length : frame + 1 }
  return { episode, trim: next.from === 0 && next.to === length ? null : next }
}

/** Puts a tag on an episode, or takes it off. */
export function toggledTag({ episode, tags }: EpisodeMarks, tag: number): MarkChange {
  return { episode, tags: tags.includes(tag) ? tags.filter((other) => other !== tag) : [...tags, tag] }
}
