import type { EpisodeMarks, LeftOutMarks } from '#shared/model/review.ts'
import { formatCount, formatCountOf } from '#renderer/format/numbers.ts'

/** Episodes that are named before the rest is only counted. */
const MAX_NAMED = 6

/** What a review came to: `3 excluded, 1 trimmed`. */
export function reviewTally(marks: readonly EpisodeMarks[]): string {
  const count = (is: (own: EpisodeMarks) => boolean, word: string): string[] => {
    const of = marks.filter(is).length
    return of === 0 ? [] : [`${formatCount(of)} ${word}`]
  }
  return [
    ...count(({ isExcluded }) => isExcluded, 'excluded'),
    ...count(({ trim }) => trim !== undefined, 'trimmed'),
    ...count(({ isFlagged }) => isFlagged, 'flagged'),
    ...count(({ tags }) => tags.length > 0, 'tagged'),
    ...count(({ note }) => note !== '', 'with a note'),
  ].join(', ')
}

/** Episodes whose marks were not taken over, and why. */
export function leftOutText(leftOut: readonly LeftOutMarks[]): string {
  const named = leftOut.slice(0, MAX_NAMED).map((own) => `episode ${own.marks.episode} (${reasonOf(own)})`)
  const more = leftOut.length - named.length
  return [...named, ...(more === 0 ? [] : [`${formatCount(more)} more`])].join(', ')
}

function reasonOf({ was, is }: LeftOutMarks): string {
  if (is === undefined) return 'not there any more, or broken'
  if (was === undefined) return 'how long it was is not known'
  return `was ${formatCountOf(was, 'frame')}, is ${formatCount(is)}`
}
