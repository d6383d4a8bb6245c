import type { Services } from '#main/services/services.ts'
import type { Area, Handlers } from './handlers.ts'

/** What people think of episodes. */
export function reviewHandlers({ review, inspections }: Services): Handlers<Area<'review'>> {
  return {
    'review.list': ({ place }, { signal }) => review.list(place, signal),
    'review.set': ({ place, ...wanted }, { signal }) => review.set(place, wanted, signal),
    'review.suspicions': ({ place }, { signal }) => review.suspicions(place, signal),
    'review.inspect': ({ place }, { signal }) => inspections.get(place, signal),
    'review.sources': ({ places }, { signal }) => review.sources(places, signal),
  }
}
