import { useCallback, useEffect, useState } from 'react'
import type { EpisodeRow } from '#shared/model/dataset.ts'
import type { PlaceId } from '#shared/model/place.ts'
import { api } from '#renderer/api/api.ts'
import { usePages } from '#renderer/api/use-pages.ts'
import { formatTime } from '#renderer/format/duration.ts'
import { formatCount } from '#renderer/format/numbers.ts'
import { ErrorBox } from '#renderer/ui/ErrorBox.tsx'
import { VirtualTable, type Column } from '#renderer/ui/table/VirtualTable.tsx'
import styles from './EpisodesScreen.module.css'

const PAGE = 200

const columns: readonly Column<EpisodeRow>[] = [
  { id: 'index', title: 'Episode', width: 6, align: 'end', cell: ({ index }) => formatCount(index) },
  {
    id: 'tasks',
    title: 'Task',
    width: 16,
    grow: 3,
    cell: ({ tasks }) => <span title={tasks.join('\n')}>{tasks.join(', ')}</span>,
  },
  {
    id: 'length',
    title: 'Length',
    hint: 'Frames',
    width: 6,
    align: 'end',
    cell: ({ length }) => formatCount(length),
  },
  {
    id: 'duration',
    title: 'Duration',
    hint: 'Minutes, seconds and hundredths of a second',
    width: 7,
    align: 'end',
    cell: ({ durationSeconds }) => formatTime(durationSeconds),
  },
  {
    id: 'file',
    title: 'File',
    width: 16,
    grow: 1,
    cell: ({ file }) => <span title={file}>{file}</span>,
  },
]

interface EpisodeTableProps {
  readonly place: PlaceId
  /** As far as it is known before the first page. */
  readonly count: number | undefined
  /** The first rows are there, or cannot be had. */
  readonly onListed: () => void
  /** The episode that is looked at. */
  readonly opened: number | undefined
  readonly onOpen: (episode: number) => void
}

/** All episodes of a dataset, fetched as they come into the window. */
export function EpisodeTable({ place, count, onListed, opened, onOpen }: EpisodeTableProps) {
  const [reached, setReached] = useState(-1)
  const fetchPage = useCallback(
    (from: number, signal: AbortSignal) =>
      api.call('episodes.list', { place, from, count: PAGE }, { signal }),
    [place],
  )
  const { rowAt, onShown, error, total, isFetched } = usePages<EpisodeRow>(PAGE, fetchPage)
  useEffect(() => {
    if (isFetched) onListed()
  }, [isFetched, onListed])
  return (
    <div className={styles.part}>
      {error !== undefined && <ErrorBox error={error} />}
      <VirtualTable
        label="Episodes"
        columns={columns}
        // One to be asked for, where nothing is known yet.
        count={total ?? count ?? 1}
        rowAt={rowAt}
        active={opened ?? reached}
        onActive={(index, _reach, by) => {
          setReached(index)
          // While one is looked at, the keyboard leads from one to the next.
          if (by === 'pointer' || opened !== undefined) onOpen(index)
        }}
        onOpen={onOpen}
        onShown={onShown}
      />
    </div>
  )
}
