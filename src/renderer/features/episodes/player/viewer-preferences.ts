import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { speeds, type Speed } from './player-state.ts'

interface ViewerPreferences {
  readonly speed: Speed
  readonly isLooping: boolean
  /** Names of cameras; the same in all datasets of a robot. */
  readonly hidden: readonly string[]
  /** The camera that has most of the room. */
  readonly enlarged: string | undefined
}

const usual: ViewerPreferences = { speed: 1, isLooping: false, hidden: [], enlarged: undefined }

/** How this person looks at episodes, remembered by the browser. */
export const useViewerPreferences = create(
  persist<ViewerPreferences>(() => usual, {
    name: 'episplice.viewer',
    // What another version or somebody else wrote there is not trusted.
    merge: (stored, own) => ({ ...own, ...valid(stored) }),
  }),
)

function valid(stored: unknown): Partial<ViewerPreferences> {
  if (typeof stored !== 'object' || stored === null) return {}
  const { speed, isLooping, hidden, enlarged } = stored as Record<string, unknown>
  const known = speeds.find((each) => each === speed)
  return {
    ...(known === undefined ? {} : { speed: known }),
    ...(typeof isLooping === 'boolean' ? { isLooping } : {}),
    ...(Array.isArray(hidden) ? { hidden: hidden.filter((name) => typeof name === 'string') } : {}),
    ...(typeof enlarged === 'string' ? { enlarged } : {}),
  }
}
