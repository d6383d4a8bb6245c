import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { api } from '#renderer/api/api.ts'
import type { AppError } from '#shared/errors.ts'
import type { OpenedEpisodes } from './opened-episodes.ts'

/** An episode to look at. */
export interface OpenedEpisode<T> {
  /** The one before while the one that is wanted is on its way: its player goes on with the same files. */
  readonly shown: T | undefined
  readonly error: AppError | undefined
  /** Opens it anew, also where it seemed to be opened. */
  readonly again: () => void
}

/** Opens an episode to look at, anew after the connection was lost; gives up what is on its way when the component goes. */
export function useOpenedEpisode<T>(opened: OpenedEpisodes<T>, episode: number): OpenedEpisode<T> {
  const own = useStore(opened.store, ({ episodes }) => episodes.get(episode))
  const failure = useStore(opened.store, (state) => state.failure)
  const [last, setLast] = useState<{ readonly of: OpenedEpisodes<T>; readonly value: T }>()
  if (own !== undefined && own !== last?.value) setLast({ of: opened, value: own })
  useEffect(() => void opened.look(episode), [opened, episode])
  useEffect(() => {
    const unfollow = api.on('app.resync', () => {
      opened.renew({ isAnother: false })
    })
    return () => {
      unfollow()
      opened.close()
    }
  }, [opened])
  const error = own === undefined && failure?.episode === episode ? failure.error : undefined
  // It would come back while the next one is on its way.
  if (error !== undefined && last !== undefined) setLast(undefined)
  const before = last?.of === opened ? last.value : undefined
  return {
    shown: error === undefined ? (own ?? before) : undefined,
    error,
    again: () => {
      opened.renew({ isAnother: true })
    },
  }
}
