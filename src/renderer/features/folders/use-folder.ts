import { useState } from 'react'
import type { PlaceId, Place } from '#shared/model/place.ts'
import { useCall } from '#renderer/api/use-call.ts'
import { shownEntries } from './questions.ts'
import type { Purpose } from './pick-place.ts'

/** Walks through folders: what is in the one at hand, one down, one up. */
export function useFolder(purpose: Purpose) {
  const [folder, setFolder] = useState<PlaceId>()
  const listing = useCall('folders.list', folder === undefined ? {} : { folder })
  const found = listing.kind === 'done' ? listing.value : undefined
  const enter = (place: Place | undefined) => {
    setFolder(place?.id)
  }
  return {
    listing,
    folder: found?.folder,
    ancestors: found?.ancestors ?? [],
    entries: found === undefined ? [] : shownEntries(purpose, found.entries),
    omitted: found?.omitted ?? 0,
    enter,
    /** To the folder above; to the served folders from the topmost one. */
    up: () => {
      const above = found?.ancestors.filter(({ id }) => id !== found.folder?.id).at(-1)
      enter(above)
    },
  }
}
