import { useCallback, useEffect, useState } from 'react'
import { api } from '#renderer/api/api.ts'
import { useDraft } from './draft-store.ts'
import { usePreview } from './preview-store.ts'
import { askForReviews, forgetReviews, useReviews } from './reviews-store.ts'

/**
 * Keeps the draft in line with the reviews of its sources while the screen is there, whoever reviews them. Returns what
 * asks anew.
 */
export function useDraftReviews(): () => void {
  const isLoaded = useDraft((state) => state.isLoaded)
  const sources = useDraft((state) => state.draft.sources)
  const [round, setRound] = useState(0)

  useEffect(() => (isLoaded ? askForReviews(api) : undefined), [isLoaded, sources, round])

  const again = useCallback(() => {
    setRound((count) => count + 1)
  }, [])
  useEffect(() => {
    const anew = () => {
      forgetReviews()
      again()
    }
    const ends = [
      api.on('review.changed', anew),
      api.on('app.resync', anew),
      // Marks belong to what a dataset is: after a change it is another one.
      api.on('library.changed', ({ changed, removed }) => {
        const places = new Set([...changed.map(({ place }) => place.id), ...removed])
        const own = useDraft
          .getState()
          .draft.sources.flatMap(({ place }) => (places.has(place) ? [place] : []))
        if (own.length === 0) return
        forgetReviews(own)
        again()
      }),
      // A dataset that could not be opened may be there again.
      usePreview.subscribe(({ preview }, before) => {
        if (preview !== before.preview && useReviews.getState().unread.size > 0) again()
      }),
    ]
    return () => {
      for (const end of ends) end()
      // What happens from now on is not heard.
      forgetReviews()
    }
  }, [again])
  return again
}
