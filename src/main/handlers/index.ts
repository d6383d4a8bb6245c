import type { Services } from '#main/services/services.ts'
import { appHandlers } from './app.ts'
import { folderHandlers } from './folders.ts'
import type { Handlers } from './handlers.ts'
import { historyHandlers } from './history.ts'
import { jobHandlers } from './jobs.ts'
import { episodeHandlers } from './episodes.ts'
import { libraryHandlers } from './library.ts'
import { mediaHandlers } from './media.ts'
import { mergeHandlers } from './merge.ts'
import { parquetHandlers } from './parquet.ts'
import { reviewHandlers } from './review.ts'
import { settingsHandlers } from './settings.ts'

/** A handler for every call of the contract. */
export function allHandlers(services: Services): Handlers {
  return {
    ...appHandlers(services),
    ...folderHandlers(services),
    ...jobHandlers(services),
    ...historyHandlers(services),
    ...episodeHandlers(services),
    ...libraryHandlers(services),
    ...mediaHandlers(services),
    ...mergeHandlers(services),
    ...parquetHandlers(services),
    ...reviewHandlers(services),
    ...settingsHandlers(services),
  }
}
