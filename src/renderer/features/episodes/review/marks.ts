import type { EpisodeMarks, MarkChange } from '#shared/model/review.ts'

/** The marks of an episode that has none. */
export function unmarked(episode: number): EpisodeMarks {
  return { episode, isFlagged: false, isExcluded: false, tags: [], note: '' }
}

/** The marks after a change, as the main process will have them. */
export function changedMarks(marks: EpisodeMarks, change: MarkChange): EpisodeMarks {
  return {
    episode: marks.episode,
    isFlagged: change.isFlagged ?? marks.isFlagged,
    isExcluded: change.isExcluded ?? marks.isExcluded,
    tags: change.tags === undefined ? marks.tags : [...new Set(change.tags)].sort((a, b) => a - b),
    note: change.note === undefined ? marks.note : change.note.trim(),
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
  }
}

/** Puts a tag on an episode, or takes it off. */
export function toggledTag({ episode, tags }: EpisodeMarks, tag: number): MarkChange {
  return { episode, tags: tags.includes(tag) ? tags.filter((other) => other !== tag) : [...tags, tag] }
}
