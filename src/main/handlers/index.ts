import type { Services } from '#main/services/services.ts'
import { appHandlers } from './app.ts'
import { folderHandlers } from './folders.ts'
import type { Handlers } from './handlers.ts'
import { jobHandlers } from './jobs.ts'

/** A handler for every call of the contract. */
export function allHandlers(services: Services): Handlers {
  return {
    ...appHandlers(services),
    ...folderHandlers(services),
    ...jobHandlers(services),
  } as Handlers
}
