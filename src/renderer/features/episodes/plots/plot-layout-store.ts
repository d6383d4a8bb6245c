import { create } from 'zustand'

/** What of the plots is shown; stays from one episode to the next. */
interface PlotLayout {
  /** Panels that are switched off, by id. */
  readonly hidden: ReadonlySet<string>
  /** Groups that are open or closed otherwise than at first, by id. */
  readonly open: ReadonlyMap<string, boolean>
}

export const usePlotLayout = create<PlotLayout>(() => ({ hidden: new Set(), open: new Map() }))

export function togglePanel(id: string): void {
  usePlotLayout.setState(({ hidden }) => {
    const now = new Set(hidden)
    if (!now.delete(id)) now.add(id)
    return { hidden: now }
  })
}

export function setGroupOpen(id: string, isOpen: boolean): void {
  usePlotLayout.setState(({ open }) => ({ open: new Map(open).set(id, isOpen) }))
}
