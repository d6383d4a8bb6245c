import { useEffect, useMemo } from 'react'
import type { PlaceId } from '#shared/model/place.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { ErrorBox } from '#renderer/ui/ErrorBox.tsx'
import { VirtualTable } from '#renderer/ui/table/VirtualTable.tsx'
import { episodeColumns } from './review/episode-columns.tsx'
import { sortEpisodesBy, useEpisodeView, viewEpisodesOf } from './review/episode-view-store.ts'
import { EpisodeToolbar } from './review/EpisodeToolbar.tsx'
import { useEpisodeRows } from './review/use-episode-rows.ts'
import pane from '#renderer/ui/Pane.module.css'

/** Height of a row with a thumbnail, in rem. */
const PICTURED_ROW = 2.5

interface EpisodeTableProps {
  readonly place: PlaceId
  /** As far as it is known before the first page. */
  readonly count: number | undefined
  /** Its episodes have cameras. */
  readonly hasPictures: boolean
  /** The first rows are there, or cannot be had. */
  readonly onListed: (areThere: boolean) => void
  /** The episode that is looked at. */
  readonly opened: number | undefined
  readonly onOpen: (episode: number) => void
  readonly onUndo: () => void
  readonly onRedo: () => void
}

/** The episodes of a dataset, filtered and ordered, with the marks that a review gives them. */
export function EpisodeTable({
  place,
  count,
  hasPictures,
  onListed,
  opened,
  onOpen,
  onUndo,
  onRedo,
}: EpisodeTableProps) {
  useEffect(() => {
    viewEpisodesOf(place)
  }, [place])
  const { sorting, isSuspiciousFirst, reached } = useEpisodeView()
  const current = opened ?? reached
  const rows = useEpisodeRows(place, current)
  const { isFetched, error, lineOf, rowAt } = rows
  const areThere = rows.total !== undefined
  useEffect(() => {
    if (isFetched) onListed(areThere)
  }, [isFetched, areThere, onListed])

  const isNarrow = opened !== undefined
  const pictured = hasPictures ? place : undefined
  const columns = useMemo(
    () => episodeColumns({ isSuspiciousFirst, isNarrow, pictured }),
    [isSuspiciousFirst, isNarrow, pictured],
  )
  const tasks = useMemo(() => [...new Set(rows.index?.taskLists.flat())], [rows.index])
  const isKnown = rows.index !== undefined
  return (
    <div className={pane.fill}>
      {error !== undefined && (
        <ErrorBox error={error} actions={<Button onClick={rows.again}>Try again</Button>} />
      )}
      <EpisodeToolbar
        tasks={tasks}
        shown={rows.count}
        total={rows.total}
        isReading={!isKnown && error === undefined}
        isSuspecting={rows.isSuspecting}
        inspection={rows.inspection}
        suspicious={rows.suspicious}
        onUndo={onUndo}
        onRedo={onRedo}
      />
      <VirtualTable
        label="Episodes"
        empty={isKnown ? 'No episode matches.' : ''}
        columns={columns}
        {...(hasPictures ? { rowRem: PICTURED_ROW } : {})}
        // One to be asked for, where nothing is known yet.
        count={rows.count ?? count ?? 1}
        rowAt={rowAt}
        sorting={sorting}
        onSort={sortEpisodesBy}
        active={current === undefined ? -1 : lineOf(current)}
        onActive={(line, _reach, by) => {
          const episode = rowAt(line)?.index
          if (episode === undefined) return
          useEpisodeView.setState({ reached: episode })
          // While one is looked at, the keyboard leads from one to the next.
          if (by === 'pointer' || opened !== undefined) onOpen(episode)
        }}
        onOpen={(line) => {
          const episode = rowAt(line)?.index
          if (episode !== undefined) onOpen(episode)
        }}
        onShown={rows.onShown}
        leavesEnds={opened !== undefined}
        takesFocus={opened === undefined}
      />
    </div>
  )
}
