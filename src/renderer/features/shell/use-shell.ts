import { useEffect } from 'react'
import { useLocation } from 'wouter'
import { api } from '#renderer/api/api.ts'
import { pickPlace } from '#renderer/features/folders/pick-place.ts'
import { keepMarksOnLeaving } from '#renderer/features/episodes/review/review-store.ts'
import { followJobs } from '#renderer/features/jobs/jobs-store.ts'
import { followLibrary } from '#renderer/features/library/library-store.ts'
import { followSettings } from '#renderer/features/settings/settings-store.ts'
import { keepDraft } from '#renderer/features/merge/keep-draft.ts'
import { episodesPath } from '#shared/routes.ts'
import { loadHost } from './host-store.ts'
import { dismissNotice, notice } from './notices-store.ts'

/** Keeps the stores of the whole window up to date and does what concerns no screen. */
export function useShell() {
  const [, navigate] = useLocation()
  useEffect(() => {
    const controller = new AbortController()
    void loadHost(api, controller.signal)
    const ends = [
      followLibrary(api),
      followSettings(api),
      followJobs(api),
      keepDraft(api),
      keepMarksOnLeaving(api),
      api.on('app.notice', ({ error }) => {
        notice(error)
      }),
      api.on('app.noticeOver', ({ error }) => {
        dismissNotice(error)
      }),
      api.on('app.navigate', ({ to }) => {
        // As it is: the router would take the frame of a moment for the page's own query.
        location.hash = to
      }),
    ]
    return () => {
      controller.abort()
      for (const end of ends) end()
    }
  }, [])
  const openDataset = () => {
    void pickPlace('dataset').then((place) => {
      if (place !== undefined) navigate(episodesPath(place.id))
    })
  }
  return { openDataset }
}
