import type { Services } from '#main/services/services.ts'
import type { Area, Handlers } from './handlers.ts'

/** The episodes of a dataset. */
export function episodeHandlers({ places, reader, media, origins }: Services): Handlers<Area<'episodes'>> {
  return {
    'episodes.list': async ({ place, from, count }, { signal }) => {
      const path = await places.resolve(place)
      return reader.request('episodes', { path, from, count }, { signal })
    },
    'episodes.index': async ({ place }, { signal }) =>
      reader.request('index', { path: await places.resolve(place) }, { signal }),
    'episodes.open': async ({ place, episode }, { signal }) => {
      const path = await places.resolve(place)
      const { cameras, ...details } = await reader.request('episode', { path, episode }, { signal })
      return { ...details, cameras: await media.cameras(place, cameras) }
    },
    'episodes.values': async ({ place, ...wanted }, { signal }) => {
      const path = await places.resolve(place)
      return reader.request('values', { path, ...wanted }, { signal })
    },
    'episodes.origins': ({ place, episode }, { signal }) => origins.of(place, episode, signal),
  }
}
