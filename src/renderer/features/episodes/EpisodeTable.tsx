import { useEffect, useMemo } from 'react'
import type { PlaceId } from '#shared/model/place.ts'
import { unmarked, type MarkChange } from '#shared/model/review.ts'
import { api } from '#renderer/api/api.ts'
import { keymap } from '#renderer/keyboard/keymap.ts'
import { useShortcut } from '#renderer/keyboard/use-shortcut.ts'
import { ErrorBox } from '#renderer/ui/ErrorBox.tsx'
import { VirtualTable } from '#renderer/ui/table/VirtualTable.tsx'
import { episodeColumns } from './review/episode-columns.tsx'
import { sortEpisodesBy, useEpisodeView, viewEpisodesOf } from './review/episode-view-store.ts'
import { EpisodeToolbar } from './review/EpisodeToolbar.tsx'
import { MarkBar } from './review/MarkBar.tsx'
import { followReview, mark, redoMark, undoMark, useReview } from './review/review-store.ts'
import { useEpisodeRows } from './review/use-episode-rows.ts'
import { useMarkKeys } from './review/use-mark-keys.ts'
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
  readonly onListed: () => void
  /** The episode that is looked at. */
  readonly opened: number | undefined
  readonly onOpen: (episode: number) => void
}

/** The episodes of a dataset, filtered and ordered, with the marks that a review gives them. */
export function EpisodeTable({ place, count, hasPictures, onListed, opened, onOpen }: EpisodeTableProps) {
  useEffect(() => {
    viewEpisodesOf(place)
  }, [place])
  const { sorting, isSuspiciousFirst, reached } = useEpisodeView()
  const current = opened ?? reached
  const rows = useEpisodeRows(place, current)
  const { isFetched, error, lineOf, rowAt } = rows
  useEffect(() => {
    if (isFetched) onListed()
  }, [isFetched, onListed])
  // After the first rows: to know which dataset it is, it is opened as a whole.
  useEffect(() => (isFetched ? followReview(api, place) : undefined), [isFetched, place])

  const isReviewed = useReview((state) => state.place === place && state.fingerprint !== undefined)
  const found = useReview((state) => (current === undefined ? undefined : state.marks.get(current)))
  const marks = current === undefined || !isReviewed ? undefined : (found ?? unmarked(current))
  const change = (own: MarkChange) => {
    useEpisodeView.setState({ kept: own.episode })
    mark(api, own)
  }
  useMarkKeys(marks, change)
  const goTo = (episode: number | undefined) => {
    if (episode === undefined) return
    useEpisodeView.setState({ reached: episode, kept: episode })
    if (opened !== undefined && opened !== episode) onOpen(episode)
  }
  const undo = () => {
    goTo(undoMark(api))
  }
  const redo = () => {
    goTo(redoMark(api))
  }
  useShortcut(keymap.Review.undo, undo)
  useShortcut(keymap.Review.redo, redo)

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
      {error !== undefined && <ErrorBox error={error} />}
      <EpisodeToolbar
        tasks={tasks}
        shown={rows.count}
        total={rows.total}
        isReading={!isKnown && error === undefined}
        isSuspecting={rows.isSuspecting}
        inspection={rows.inspection}
        suspicious={rows.suspicious}
        onUndo={undo}
        onRedo={redo}
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
      />
      {marks && <MarkBar marks={marks} onChange={change} />}
    </div>
  )
}
