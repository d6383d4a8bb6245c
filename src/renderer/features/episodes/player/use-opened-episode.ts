import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { AppError } from '#shared/errors.ts'
import type { OpenedEpisodes } from './opened-episodes.ts'

/** An episode to look at. */
export interface OpenedEpisode<T> {
  /** The one before while the one that is wanted is on its way: its player goes on with the same files. */
  readonly shown: T | undefined
  readonly error: AppError | undefined
  readonly again: () => void
}

/** Opens an episode to look at; gives up what is on its way when the component goes. */
export function useOpenedEpisode<T>(opened: OpenedEpisodes<T>, episode: number): OpenedEpisode<T> {
  const own = useStore(opened.store, ({ episodes }) => episodes.get(episode))
  const failure = useStore(opened.store, (state) => state.failure)
  const [last, setLast] = useState<{ readonly of: OpenedEpisodes<T>; readonly value: T }>()
  if (own !== undefined && own !== last?.value) setLast({ of: opened, value: own })
  useEffect(() => void opened.look(episode), [opened, episode])
  useEffect(
    () => () => {
      opened.close()
    },
    [opened],
  )
  const error = failure?.episode === episode ? failure.error : undefined
  const before = last?.of === opened ? last.value : undefined
  return {
    shown: error === undefined ? (own ?? before) : undefined,
    error,
    again: () => void opened.look(episode),
  }
}
