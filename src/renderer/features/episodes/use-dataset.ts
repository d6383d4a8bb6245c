import { useCallback, useState } from 'react'
import type { PlaceId } from '#shared/model/place.ts'
import { useCall } from '#renderer/api/use-call.ts'
import { useLibrary } from '#renderer/features/library/library-store.ts'

/**
 * A dataset in two steps: what the library knows and the first episodes, at once; then everything, for which each of
 * its files is looked at. The second begins when the first is done, because both are read by one process.
 */
export function useDataset(place: PlaceId) {
  const known = useLibrary((state) => state.datasets.get(place))
  const [isListed, setListed] = useState(false)
  const opened = useCall('library.open', isListed ? { place } : undefined)
  const details = opened.kind === 'done' ? opened.value : undefined
  return {
    summary: details?.summary ?? known,
    details,
    error: opened.kind === 'failed' ? opened.error : undefined,
    again: opened.again,
    isListed,
    onListed: useCallback(() => {
      setListed(true)
    }, []),
  }
}
