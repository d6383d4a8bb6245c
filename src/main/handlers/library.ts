import type { Services } from '#main/services/services.ts'
import type { Area, Handlers } from './handlers.ts'

/** Roots and the datasets below them. */
export function libraryHandlers({ library }: Services): Handlers<Area<'library'>> {
  return {
    'library.roots': () => library.roots(),
    'library.addRoot': ({ place }) => library.addRoot(place),
    'library.removeRoot': ({ place }) => {
      library.removeRoot(place)
      return undefined
    },
    'library.list': () => library.list(),
    'library.rescan': () => {
      library.rescan()
      return undefined
    },
    'library.open': ({ place }, { signal }) => library.open(place, signal),
    'library.recents': () => library.recents(),
  }
}
