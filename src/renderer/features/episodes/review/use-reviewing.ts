import { useEffect } from 'react'
import type { PlaceId } from '#shared/model/place.ts'
import { unmarked, type MarkChange } from '#shared/model/review.ts'
import { api } from '#renderer/api/api.ts'
import { keymap } from '#renderer/keyboard/keymap.ts'
import { useShortcut } from '#renderer/keyboard/use-shortcut.ts'
import { useEpisodeView } from './episode-view-store.ts'
import { followReview, mark, readMarks, redoMark, undoMark, useReview } from './review-store.ts'
import { useMarkKeys } from './use-mark-keys.ts'

interface ReviewingOptions {
  readonly place: PlaceId
  /** The first rows of the list are there: to know which dataset it is, it is opened as a whole, which comes after them. */
  readonly isListed: boolean
  /** The episode that is looked at. */
  readonly opened: number | undefined
  readonly onOpen: (episode: number) => void
}

/** Marks the episode that is looked at, or else the one that the list stands on, also by keys; and takes marks back. */
export function useReviewing({ place, isListed, opened, onOpen }: ReviewingOptions) {
  useEffect(() => (isListed ? followReview(api, place) : undefined), [isListed, place])
  const reached = useEpisodeView((state) => (state.place === place ? state.reached : undefined))
  const current = opened ?? reached
  const isKnown = useReview((state) => state.place === place && state.fingerprint !== undefined)
  const error = useReview((state) => (state.place === place ? state.error : undefined))
  const found = useReview((state) => (current === undefined ? undefined : state.marks.get(current)))
  const marks = current === undefined || !isKnown ? undefined : (found ?? unmarked(current))
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
  return {
    /** Of the current episode; undefined while they are not known. */
    marks,
    /** Why they are not. */
    error,
    isReading: current !== undefined && !isKnown,
    again: () => {
      readMarks(api, place)
    },
    change,
    undo,
    redo,
  }
}
