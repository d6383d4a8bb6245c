import { create } from 'zustand'
import { noSelection, type Selection } from '#renderer/ui/table/selection.ts'
import type { Sorting } from '#renderer/ui/table/VirtualTable.tsx'

interface LibraryViewState {
  readonly search: string
  readonly sorting: Sorting
  readonly selection: Selection
}

/** How the library is looked at; stays while other screens are shown. */
export const useLibraryView = create<LibraryViewState>(() => ({
  search: '',
  sorting: { column: 'name', descending: false },
  selection: noSelection,
}))

/** Orders by a column; the other way round when it was ordered by it already. */
export function sortLibraryBy(column: string): void {
  useLibraryView.setState(({ sorting }) => ({
    sorting: { column, descending: sorting.column === column && !sorting.descending },
  }))
}
