import { create } from 'zustand'
import { persist } from 'zustand/middleware'

/** What of the plots is shown; stays from one episode to the next. */
interface PlotLayout {
  /** Panels that are switched off, by id. */
  readonly hidden: ReadonlySet<string>
  /** Groups that are open or closed otherwise than at first, by id. */
  readonly open: ReadonlyMap<string, boolean>
}

/** Remembered by the browser. */
export const usePlotLayout = create(
  persist((): PlotLayout => ({ hidden: new Set(), open: new Map() }), {
    name: 'episplice.plots',
    partialize: ({ hidden, open }) => ({ hidden: [...hidden], open: [...open] }),
    // What another version or somebody else wrote there is not trusted.
    merge: (stored, own) => ({ ...own, ...valid(stored) }),
  }),
)

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

function valid(stored: unknown): Partial<PlotLayout> {
  if (typeof stored !== 'object' || stored === null) return {}
  const { hidden, open } = stored as Record<string, unknown>
  return {
    ...(Array.isArray(hidden) && { hidden: new Set(hidden.filter((id) => typeof id === 'string')) }),
    ...(Array.isArray(open) && { open: new Map(open.filter(isChoice)) }),
  }
}

function isChoice(entry: unknown): entry is readonly [string, boolean] {
  return Array.isArray(entry) && typeof entry[0] === 'string' && typeof entry[1] === 'boolean'
}
