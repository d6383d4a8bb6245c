import { create } from 'zustand'
import type { PlaceId } from '#shared/model/place.ts'
import type { Sorting } from '#renderer/ui/table/VirtualTable.tsx'
import { noFilter, type EpisodeFilter } from './episode-filter.ts'

interface EpisodeViewState {
  /** The dataset that is looked at. */
  readonly place: PlaceId | undefined
  readonly filter: EpisodeFilter
  readonly sorting: Sorting
  readonly isSuspiciousFirst: boolean
  /** Rows and pictures are looked through for odd ones, too. */
  readonly isInspected: boolean
  /** The episode that the keyboard stands on while none is open. */
  readonly reached: number | undefined
  /** The episode that was marked last: it stays in the list until another one is reached. */
  readonly kept: number | undefined
  /** Episodes as they are listed; undefined until all of them are known. */
  readonly listed: readonly number[] | undefined
}

const initial: EpisodeViewState = {
  place: undefined,
  filter: noFilter,
  sorting: { column: 'index', descending: false },
  isSuspiciousFirst: false,
  isInspected: true,
  reached: undefined,
  kept: undefined,
  listed: undefined,
}

/** How the episodes of a dataset are looked at; stays while other screens are shown. */
export const useEpisodeView = create<EpisodeViewState>(() => initial)

/** Begins anew for another dataset. */
export function viewEpisodesOf(place: PlaceId): void {
  if (useEpisodeView.getState().place !== place) useEpisodeView.setState({ ...initial, place }, true)
}

export function changeFilter(change: Partial<EpisodeFilter>): void {
  useEpisodeView.setState(({ filter }) => ({ filter: { ...filter, ...change }, kept: undefined }))
}

/** Orders by a column; the other way round when it was ordered by it already. */
export function sortEpisodesBy(column: string): void {
  useEpisodeView.setState(({ sorting }) => ({
    sorting: { column, descending: sorting.column === column && !sorting.descending },
  }))
}

/**
 * The episode that is `step` lines away in the list; undefined beyond its ends. While the list is not known: in the
 * dataset of `count` episodes.
 */
export function listedNeighbour(
  place: PlaceId,
  episode: number,
  step: number,
  count = Infinity,
): number | undefined {
  const { place: viewed, listed } = useEpisodeView.getState()
  if (viewed !== place || listed === undefined) {
    const to = episode + step
    return to >= 0 && to < count ? to : undefined
  }
  const at = listed.indexOf(episode)
  // One that is not listed: to where the list begins.
  return at < 0 ? listed[0] : listed[at + step]
}
