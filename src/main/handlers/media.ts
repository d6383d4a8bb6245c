import type { Services } from '#main/services/services.ts'
import type { Area, Handlers } from './handlers.ts'

/** Addresses of videos and pictures. */
export function mediaHandlers({ media }: Services): Handlers<Area<'media'>> {
  return {
    'media.thumbnail': async ({ place, episode }, { signal }) => {
      const url = await media.thumbnail(place, episode, signal)
      return url === undefined ? undefined : { url }
    },
    'media.proxy': async (request, { signal }) => ({ url: await media.proxy(request, signal) }),
  }
}
