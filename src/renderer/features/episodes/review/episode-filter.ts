import type { EpisodeIndex } from '#shared/model/dataset.ts'
import { TAGS, type EpisodeMarks, type SuspicionReason } from '#shared/model/review.ts'
import type { Sorting } from '#renderer/ui/table/VirtualTable.tsx'
import { parseLengths } from './length-range.ts'

/** By which marks episodes are chosen. */
export type MarkFilter =
  'all' | 'flagged' | 'tagged' | `tag ${number}` | 'noted' | 'trimmed' | 'excluded' | 'included' | 'unmarked'

/** Which episodes are listed. */
export interface EpisodeFilter {
  /** Words in task, number or note. */
  readonly text: string
  /** A task's wording; empty for all. */
  readonly task: string
  /** As typed; see {@link parseLengths}. */
  readonly lengths: string
  readonly marks: MarkFilter
}

/** Every episode. */
export const noFilter: EpisodeFilter = { text: '', task: '', lengths: '', marks: 'all' }

/** What is known of episodes besides their index, by number. */
export interface EpisodeKnowledge {
  readonly marks: ReadonlyMap<number, EpisodeMarks>
  /** Those with a reason come first; undefined: in the order of the column. */
  readonly suspicions: ReadonlyMap<number, readonly SuspicionReason[]> | undefined
}

/** The names of {@link MarkFilter}, as a list to choose from. */
export const markFilters: readonly { readonly value: MarkFilter; readonly label: string }[] = [
  { value: 'all', label: 'Marked or not' },
  { value: 'flagged', label: 'Flagged' },
  { value: 'tagged', label: 'With a tag' },
  ...TAGS.map((tag) => ({ value: `tag ${tag}` as const, label: `Tag ${tag}` })),
  { value: 'noted', label: 'With a note' },
  { value: 'trimmed', label: 'Trimmed' },
  { value: 'excluded', label: 'Excluded' },
  { value: 'included', label: 'Not excluded' },
  { value: 'unmarked', label: 'Without a mark' },
]

/**
 * The rows of an index that are listed, in order: equals stand as in the dataset. `kept` is listed in any case: an
 * episode does not vanish under the hand that marks it.
 */
export function listedRows(
  index: EpisodeIndex,
  filter: EpisodeFilter,
  { column, descending }: Sorting,
  { marks, suspicions }: EpisodeKnowledge,
  kept?: number,
): readonly number[] {
  const { episodes, lengths, tasks, taskLists, files, paths } = index
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean)
  const taskTexts = taskLists.map((list) => list.join(', ').toLowerCase())
  const hasTask = taskLists.map((list) => filter.task === '' || list.includes(filter.task))
  const { least, most } = parseLengths(filter.lengths) ?? { least: 0, most: Infinity }
  const isListed = (row: number): boolean => {
    const episode = episodes[row]!
    if (episode === kept) return true
    if (lengths[row]! < least || lengths[row]! > most || !hasTask[tasks[row]!]!) return false
    const own = marks.get(episode)
    if (!hasMarks(own, filter.marks)) return false
    return words.every(
      (word) =>
        taskTexts[tasks[row]!]!.includes(word) ||
        String(episode).includes(word) ||
        own?.note.toLowerCase().includes(word) === true,
    )
  }
  const rows: number[] = []
  for (let row = 0; row < episodes.length; row++) if (isListed(row)) rows.push(row)

  const keyOf = (row: number): number | string => {
    const own = marks.get(episodes[row]!)
    switch (column) {
      case 'tasks':
        return taskTexts[tasks[row]!]!
      case 'length':
      case 'duration':
        return lengths[row]!
      case 'file':
        return paths[files[row]!]!
      // Marked ones first.
      case 'flag':
        return own?.isFlagged === true ? 0 : 1
      case 'excluded':
        return own?.isExcluded === true ? 0 : 1
      case 'trim':
        return own?.trim === undefined ? 1 : 0
      case 'tags':
        return own?.tags[0] === undefined
          ? TAGS.length + 1
          : Number(own.tags.join('').padEnd(TAGS.length, '0'))
      case 'note':
        return own === undefined || own.note === '' ? '\uffff' : own.note.toLowerCase()
      default:
        return episodes[row]!
    }
  }
  return ordered(rows, keyOf, descending, (row) => -(suspicions?.get(episodes[row]!)?.length ?? 0))
}

function hasMarks(own: EpisodeMarks | undefined, filter: MarkFilter): boolean {
  switch (filter) {
    case 'all':
      return true
    case 'flagged':
      return own?.isFlagged === true
    case 'tagged':
      return own !== undefined && own.tags.length > 0
    case 'noted':
      return own !== undefined && own.note !== ''
    case 'trimmed':
      return own?.trim !== undefined
    case 'excluded':
      return own?.isExcluded === true
    case 'included':
      return own?.isExcluded !== true
    case 'unmarked':
      return own === undefined
    default:
      return own?.tags.includes(Number(filter.slice('tag '.length))) === true
  }
}

function ordered(
  rows: readonly number[],
  keyOf: (row: number) => number | string,
  descending: boolean,
  rankOf: (row: number) => number,
): readonly number[] {
  const sign = descending ? -1 : 1
  const keyed = rows.map((row) => ({ row, key: keyOf(row), rank: rankOf(row) }))
  keyed.sort((a, b) => {
    if (a.rank !== b.rank) return a.rank - b.rank
    if (a.key === b.key) return a.row - b.row
    return a.key < b.key ? -sign : sign
  })
  return keyed.map(({ row }) => row)
}
