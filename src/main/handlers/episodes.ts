import type { Services } from '#main/services/services.ts'
import type { Area, Handlers } from './handlers.ts'

/** The episodes of a dataset. */
export function episodeHandlers({ places, reader }: Services): Handlers<Area<'episodes'>> {
  return {
    'episodes.list': async ({ place, from, count }, { signal }) => {
      const path = await places.resolve(place)
      return reader.request('episodes', { path, from, count }, { signal })
    },
  }
}
