import { Ban, Flag, Scissors } from 'lucide-react'
import type { PlaceId } from '#shared/model/place.ts'
import { formatTime } from '#renderer/format/duration.ts'
import { formatCount } from '#renderer/format/numbers.ts'
import type { Column } from '#renderer/ui/table/VirtualTable.tsx'
import { EpisodeThumbnail } from '../thumbnails/EpisodeThumbnail.tsx'
import { reasonText } from './reason-text.ts'
import styles from './Review.module.css'
import type { ListedEpisode } from './use-episode-rows.ts'

const index: Column<ListedEpisode> = {
  id: 'index',
  title: 'Episode',
  width: 5,
  align: 'end',
  canSort: true,
  cell: ({ index, marks }) => (
    <span className={styles.number} data-excluded={marks?.isExcluded}>
      {index}
    </span>
  ),
}

const flag: Column<ListedEpisode> = {
  id: 'flag',
  title: 'Flag',
  width: 3.5,
  canSort: true,
  cell: ({ marks }) => marks?.isFlagged && <Flag className={styles.flag} role="img" aria-label="flagged" />,
}

const excluded: Column<ListedEpisode> = {
  id: 'excluded',
  title: 'Excluded',
  hint: 'Left out when the dataset goes into a merge',
  width: 5.5,
  canSort: true,
  cell: ({ marks }) =>
    marks?.isExcluded && <Ban className={styles.excluded} role="img" aria-label="excluded" />,
}

const tags: Column<ListedEpisode> = {
  id: 'tags',
  title: 'Tags',
  width: 5,
  canSort: true,
  cell: ({ marks }) =>
    marks !== undefined &&
    marks.tags.length > 0 && (
      <span className={styles.tags}>
        {marks.tags.map((tag) => (
          <span key={tag} className={styles.tag}>
            {tag}
          </span>
        ))}
      </span>
    ),
}

const trim: Column<ListedEpisode> = {
  id: 'trim',
  title: 'Kept',
  hint: 'The frames that go into a merge, where it is not all of them',
  width: 5,
  canSort: true,
  cell: ({ marks }) =>
    marks?.trim !== undefined && (
      <span>
        {formatCount(marks.trim.from)}–{formatCount(marks.trim.to - 1)}
      </span>
    ),
}

const marks: Column<ListedEpisode> = {
  id: 'marks',
  title: 'Marks',
  hint: 'Flagged, excluded, trimmed, tags',
  width: 4.5,
  cell: (episode) => (
    <span className={styles.tags}>
      {flag.cell(episode)}
      {excluded.cell(episode)}
      {episode.marks?.trim !== undefined && (
        <Scissors className={styles.trimmed} role="img" aria-label="trimmed" />
      )}
      {tags.cell(episode)}
    </span>
  ),
}

const why: Column<ListedEpisode> = {
  id: 'why',
  title: 'Why',
  hint: 'Why it is worth a look',
  width: 15,
  cell: ({ reasons, length }) => {
    const text = reasons.map((reason) => reasonText(reason, length)).join('; ')
    return <span title={text}>{text}</span>
  },
}

const task: Column<ListedEpisode> = {
  id: 'tasks',
  title: 'Task',
  width: 9,
  grow: 5,
  canSort: true,
  cell: ({ tasks }) => <span title={tasks.join('\n')}>{tasks.join(', ')}</span>,
}

const length: Column<ListedEpisode> = {
  id: 'length',
  title: 'Length',
  hint: 'Frames',
  width: 4.5,
  align: 'end',
  canSort: true,
  cell: ({ length }) => formatCount(length),
}

const rest: readonly Column<ListedEpisode>[] = [
  {
    id: 'duration',
    title: 'Duration',
    hint: 'Minutes, seconds and hundredths of a second',
    width: 6,
    align: 'end',
    canSort: true,
    cell: ({ durationSeconds }) => formatTime(durationSeconds),
  },
  {
    id: 'note',
    title: 'Note',
    width: 6,
    grow: 2,
    canSort: true,
    cell: ({ marks }) => <span title={marks?.note}>{marks?.note}</span>,
  },
  {
    id: 'file',
    title: 'File',
    width: 6,
    grow: 1,
    canSort: true,
    cell: ({ file }) => <span title={file}>{file}</span>,
  },
]

const thumbnail = (place: PlaceId): Column<ListedEpisode> => ({
  id: 'thumbnail',
  title: 'Picture',
  hint: 'How the episode begins',
  width: 4.25,
  cell: ({ index }) => <EpisodeThumbnail place={place} episode={index} />,
})

/** The columns of the list of episodes; beside an open episode there is room for those that matter most. */
export function episodeColumns({
  isSuspiciousFirst,
  isNarrow,
  pictured,
}: {
  readonly isSuspiciousFirst: boolean
  readonly isNarrow: boolean
  /** The dataset, where its episodes have pictures. */
  readonly pictured: PlaceId | undefined
}): readonly Column<ListedEpisode>[] {
  const odd = isSuspiciousFirst ? [why] : []
  const small = pictured === undefined ? [] : [thumbnail(pictured)]
  return isNarrow
    ? [index, ...small, marks, task, length, ...odd]
    : [index, ...small, flag, excluded, trim, tags, ...odd, task, length, ...rest]
}
