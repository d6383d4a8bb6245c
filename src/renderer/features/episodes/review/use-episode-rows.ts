import { useCallback, useDeferredValue, useEffect, useMemo, useState } from 'react'
import type { AppEvents } from '#shared/contract.ts'
import type { AppError } from '#shared/errors.ts'
import type { EpisodeIndex, EpisodeRow } from '#shared/model/dataset.ts'
import type { PlaceId } from '#shared/model/place.ts'
import type { EpisodeMarks, SuspicionReason } from '#shared/model/review.ts'
import { api } from '#renderer/api/api.ts'
import { useCall, type CallState } from '#renderer/api/use-call.ts'
import { usePages } from '#renderer/api/use-pages.ts'
import { thumbnails } from '../thumbnails/thumbnails.ts'
import { useDatasetChange } from '../use-dataset-change.ts'
import { listedRows } from './episode-filter.ts'
import { useEpisodeView } from './episode-view-store.ts'
import { useReview } from './review-store.ts'

const PAGE = 200

/** One line of the list of episodes. */
export interface ListedEpisode extends EpisodeRow {
  readonly marks: EpisodeMarks | undefined
  readonly reasons: readonly SuspicionReason[]
}

/**
 * The lines of the list as they are filtered and ordered. The first ones are there at once, as pages; all of them can be
 * looked through as soon as the index of the whole dataset has come.
 */
export function useEpisodeRows(place: PlaceId, current: number | undefined) {
  const fetchPage = useCallback(
    (from: number, signal: AbortSignal) =>
      api.call('episodes.list', { place, from, count: PAGE }, { signal }),
    [place],
  )
  const pages = usePages<EpisodeRow>(PAGE, fetchPage)
  const answer = useCall('episodes.index', pages.isFetched ? { place } : undefined)
  const index = answer.kind === 'done' ? answer.value : undefined
  const { filter, sorting, isSuspiciousFirst, isInspected, kept } = useEpisodeView()
  const found = useCall('review.suspicions', isSuspiciousFirst ? { place } : undefined)
  const marks = useReview((state) => state.marks)
  const inspected = useCall('review.inspect', isSuspiciousFirst && isInspected ? { place } : undefined)
  const progress = useInspectionProgress(place)
  const again = () => {
    pages.again()
    for (const asked of [answer, found, inspected]) asked.again()
  }
  useDatasetChange(place, () => {
    thumbnails.forgetAll(place)
    pages.again()
    answer.again()
    // Reasons are of episodes by number, which may be others now.
    found.anew()
    inspected.anew()
  })
  const known = inspected.kind === 'done' ? inspected : found
  const odd = isSuspiciousFirst && known.kind === 'done' ? known.value : undefined
  const suspicions = useMemo(
    () => odd && new Map(odd.map(({ episode, reasons }) => [episode, reasons])),
    [odd],
  )
  // Typing goes before listing.
  const settled = useDeferredValue(filter)
  const stays = kept !== undefined && kept === current ? kept : undefined
  const listed = useMemo(
    () => index && listedRows(index, settled, sorting, { marks, suspicions }, stays),
    [index, settled, sorting, marks, suspicions, stays],
  )
  useEffect(() => {
    useEpisodeView.setState({ listed: listed && index && listed.map((row) => index.episodes[row]!) })
  }, [index, listed])

  const rowAt = (line: number): ListedEpisode | undefined => {
    const row = index && listed ? rowOf(index, listed[line]!) : pages.rowAt(line)
    return row && { ...row, marks: marks.get(row.index), reasons: suspicions?.get(row.index) ?? [] }
  }
  return {
    rowAt,
    onShown: pages.onShown,
    /** Lines; undefined while nothing is known. */
    count: listed?.length ?? pages.total,
    /** Episodes of the dataset. */
    total: index?.episodes.length ?? pages.total,
    index,
    /** Where an episode is; -1 when it is not listed. */
    lineOf: (episode: number) =>
      index && listed ? listed.findIndex((row) => index.episodes[row] === episode) : episode,
    isFetched: pages.isFetched,
    // Once all are known, no page is missing.
    error: (index === undefined ? pages.error : undefined) ?? failureOf(answer, found, inspected),
    again,
    isSuspecting: isSuspiciousFirst && found.kind === 'loading',
    /** How far looking through rows and pictures is; undefined when nobody does. */
    inspection:
      isSuspiciousFirst && isInspected && inspected.kind === 'loading' ? (progress ?? 0) : undefined,
    suspicious: suspicions?.size,
  }
}

function failureOf(...answers: readonly CallState<unknown>[]): AppError | undefined {
  return answers.flatMap((answer) => (answer.kind === 'failed' ? [answer.error] : []))[0]
}

/** How far looking through a dataset is, as it was told last. */
function useInspectionProgress(place: PlaceId): number | undefined {
  const [told, setTold] = useState<AppEvents['review.progress']>()
  useEffect(() => api.on('review.progress', setTold), [])
  return told?.place === place ? told.fraction : undefined
}

function rowOf(
  { episodes, lengths, tasks, taskLists, files, paths, fps }: EpisodeIndex,
  row: number,
): EpisodeRow {
  return {
    index: episodes[row]!,
    tasks: taskLists[tasks[row]!]!,
    length: lengths[row]!,
    durationSeconds: lengths[row]! / fps,
    file: paths[files[row]!]!,
  }
}
