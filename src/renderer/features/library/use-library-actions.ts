import { useLocation } from 'wouter'
import type { DatasetSummary } from '#shared/model/dataset.ts'
import type { Place } from '#shared/model/place.ts'
import { api } from '#renderer/api/api.ts'
import { pickPlace } from '#renderer/features/folders/pick-place.ts'
import { addSources } from '#renderer/features/merge/draft-store.ts'
import { notice } from '#renderer/features/shell/notices-store.ts'
import { episodesPath, routes } from '#shared/routes.ts'
import { toast } from '#renderer/ui/toast-store.ts'

/** What can be done from the library. Errors are shown as notices. */
export function useLibraryActions() {
  const [, navigate] = useLocation()
  const addRoots = async (places: readonly Place[]) => {
    for (const place of places) {
      const result = await api.call('library.addRoot', { place: place.id })
      if (result.ok) toast(`Looking for datasets in ${place.name}`)
      else notice(result.error)
    }
  }
  return {
    addRoots: (places: readonly Place[]) => void addRoots(places),
    addRoot: () => {
      void pickPlace('root').then((place) => (place === undefined ? undefined : addRoots([place])))
    },
    removeRoot: (place: Place) => {
      void api.call('library.removeRoot', { place: place.id }).then((result) => {
        if (result.ok) toast(`${place.name} is not in the library any more. Nothing was deleted.`)
        else notice(result.error)
      })
    },
    rescan: () => {
      void api.call('library.rescan', {}).then((result) => {
        if (!result.ok) notice(result.error)
      })
    },
    open: () => {
      void pickPlace('dataset').then((place) => {
        if (place !== undefined) navigate(episodesPath(place.id))
      })
    },
    show: (dataset: DatasetSummary | undefined) => {
      if (dataset !== undefined) navigate(episodesPath(dataset.place.id))
    },
    merge: (datasets: readonly DatasetSummary[]) => {
      addSources(datasets.map(({ place }) => place))
      navigate(routes.merge)
    },
  }
}
