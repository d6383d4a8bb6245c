import { create } from 'zustand'
import type { Api, AppEvents } from '#shared/contract.ts'
import type { AppError } from '#shared/errors.ts'
import type { DatasetSummary, LibraryRoot } from '#shared/model/dataset.ts'
import type { PlaceId } from '#shared/model/place.ts'
import { follow } from '#renderer/api/follow.ts'

interface LibraryState {
  readonly roots: readonly LibraryRoot[]
  readonly datasets: ReadonlyMap<PlaceId, DatasetSummary>
  readonly isScanning: boolean
  readonly isLoaded: boolean
  readonly error: AppError | undefined
}

/** The roots and the datasets found below them. */
export const useLibrary = create<LibraryState>(() => ({
  roots: [],
  datasets: new Map(),
  isScanning: false,
  isLoaded: false,
  error: undefined,
}))

/** Fills the store, from now until the returned function is called. */
export function followLibrary(api: Api): () => void {
  let lifetime: AbortSignal | undefined
  const loadRoots = async () => {
    const signal = lifetime
    const result = await api.call('library.roots', {}, { signal })
    if (signal?.aborted === true) return
    useLibrary.setState(result.ok ? { roots: result.value } : { error: result.error })
  }
  return follow(api, {
    load: async (signal) => {
      lifetime = signal
      const [list] = await Promise.all([api.call('library.list', {}, { signal }), loadRoots()])
      if (signal.aborted) return
      useLibrary.setState(
        list.ok
          ? {
              datasets: new Map(list.value.datasets.map((dataset) => [dataset.place.id, dataset])),
              isScanning: list.value.isScanning,
              isLoaded: true,
              error: undefined,
            }
          : { isLoaded: true, error: list.error },
      )
    },
    on: {
      'library.changed': (change) => {
        useLibrary.setState(({ datasets }) => ({
          datasets: changedDatasets(datasets, change),
          isScanning: change.isScanning,
        }))
        if (!change.isScanning) void loadRoots()
      },
      'library.rootsChanged': () => void loadRoots(),
    },
  })
}

/** The datasets after a change; the same map when nothing changed. */
export function changedDatasets(
  datasets: ReadonlyMap<PlaceId, DatasetSummary>,
  { changed, removed }: Pick<AppEvents['library.changed'], 'changed' | 'removed'>,
): ReadonlyMap<PlaceId, DatasetSummary> {
  if (changed.length === 0 && removed.length === 0) return datasets
  const next = new Map(datasets)
  for (const dataset of changed) next.set(dataset.place.id, dataset)
  for (const place of removed) next.delete(place)
  return next
}
