import { useCallback, useState } from 'react'
import type { PlaceId } from '#shared/model/place.ts'
import { useCall } from '#renderer/api/use-call.ts'
import { useLibrary } from '#renderer/features/library/library-store.ts'
import { useDatasetChange } from './use-dataset-change.ts'

/**
 * A dataset in two steps: what the library knows and the first episodes, at once; then everything, for which each of
 * its files is looked at. The second begins when the first is done, because both are read by one process; it is done
 * again whenever the dataset changed.
 */
export function useDataset(place: PlaceId) {
  const known = useLibrary((state) => state.datasets.get(place))
  const [isListed, setListed] = useState(false)
  const [hasRows, setHasRows] = useState(false)
  const opened = useCall('library.open', isListed ? { place } : undefined)
  useDatasetChange(place, opened.again)
  const details = opened.kind === 'done' ? opened.value : undefined
  return {
    summary: details?.summary ?? known,
    details,
    error: opened.kind === 'failed' ? opened.error : undefined,
    again: opened.again,
    isListed,
    /** Some of its episodes can be seen, whatever is the matter with it as a whole. */
    hasRows,
    onListed: useCallback((areThere: boolean) => {
      setListed(true)
      setHasRows(areThere)
    }, []),
  }
}
