import type { EpisodeMarks } from '#shared/model/review.ts'

/** The marks of an episode in words: `Episode 3: flagged, tags 1, 4`. */
export function marksText({ episode, isFlagged, isExcluded, tags, note, trim }: EpisodeMarks): string {
  const parts = [
    ...(isFlagged ? ['flagged'] : []),
    ...(isExcluded ? ['excluded'] : []),
    ...(trim === undefined ? [] : [`keeps frames ${trim.from} to ${trim.to - 1}`]),
    ...(tags.length === 0 ? [] : [`${tags.length === 1 ? 'tag' : 'tags'} ${tags.join(', ')}`]),
    ...(note === '' ? [] : ['with a note']),
  ]
  return `Episode ${episode}: ${parts.length === 0 ? 'no marks' : parts.join(', ')}`
}
