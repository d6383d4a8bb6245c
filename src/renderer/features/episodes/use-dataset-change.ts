import { useEffect, useEffectEvent } from 'react'
import type { PlaceId } from '#shared/model/place.ts'
import { useReview } from './review/review-store.ts'

/** Calls `anew` each time that a dataset that is looked at is found to be another one than before, by its fingerprint. */
export function useDatasetChange(place: PlaceId, anew: () => void): void {
  const onChange = useEffectEvent(anew)
  useEffect(
    () =>
      useReview.subscribe((now, before) => {
        if (now.place !== place || before.place !== place || before.fingerprint === undefined) return
        if (now.fingerprint !== before.fingerprint) onChange()
      }),
    [place],
  )
}
