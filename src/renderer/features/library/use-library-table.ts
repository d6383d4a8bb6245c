import { useMemo } from 'react'
import type { DatasetSummary } from '#shared/model/dataset.ts'
import {
  extendTo,
  moveTo,
  selectAll,
  selectOnly,
  toggle,
  type Selection,
} from '#renderer/ui/table/selection.ts'
import type { Reach } from '#renderer/ui/table/VirtualTable.tsx'
import { searchedDatasets, sortedDatasets } from './dataset-order.ts'
import { useLibrary } from './library-store.ts'
import { useLibraryView } from './library-view-store.ts'

/** The rows of the library as they are seen, and what keys and clicks do to the selection. */
export function useLibraryTable() {
  const datasets = useLibrary((state) => state.datasets)
  const { search, sorting, selection } = useLibraryView()
  const rows = useMemo(
    () => sortedDatasets(searchedDatasets(datasets.values(), search), sorting),
    [datasets, search, sorting],
  )
  const order = useMemo(() => rows.map(({ place }) => place.id as string), [rows])
  const select = (change: (selection: Selection) => Selection) => {
    useLibraryView.setState((state) => ({ selection: change(state.selection) }))
  }
  const selected: readonly DatasetSummary[] = rows.filter(({ place }) => selection.keys.has(place.id))
  return {
    rows,
    sorting,
    /** In the order of the table; what the search hides is not merged unseen. */
    selected,
    active: selection.active === undefined ? -1 : order.indexOf(selection.active),
    isSelected: (index: number) => selection.keys.has(order[index]!),
    onActive: (index: number, { shift, mod }: Reach, by: 'key' | 'pointer') => {
      const key = order[index]!
      if (shift) select((before) => extendTo(before, key, order))
      else if (mod && by === 'pointer') select((before) => toggle(before, key))
      else if (by === 'pointer') select(() => selectOnly(key))
      else select((before) => moveTo(before, key))
    },
    onToggle: (index: number) => {
      select((before) => toggle(before, order[index]!))
    },
    onSelectAll: () => {
      select((before) => selectAll(before, order))
    },
  }
}
