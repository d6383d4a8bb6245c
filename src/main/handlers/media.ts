import type { Services } from '#main/services/services.ts'
import type { Area, Handlers } from './handlers.ts'

/** Addresses of videos and pictures. */
export function mediaHandlers({ media }: Services): Handlers<Area<'media'>> {
  return {
    'media.thumbnail': ({ place, episode, make }, { signal }) =>
      media.thumbnail(place, episode, make, signal),
    'media.proxy': async (request, { signal }) => ({ url: await media.proxy(request, signal) }),
  }
}
