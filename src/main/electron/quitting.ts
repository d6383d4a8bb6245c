import { setTimeout } from 'node:timers/promises'
import { app } from 'electron'
import { toAppError } from '#shared/errors.ts'
import type { Application } from '#main/application.ts'
import type { EventPages } from './ipc.ts'

/** How long what a page left to be done may take. */
const OUTLIVED_MS = 3000

/**
 * Quitting waits for what pages left to be done, and until the database is closed and processes have ended; however
 * often it is asked for.
 */
export function closeBeforeQuitting(
  application: Application,
  { outlived }: Pick<EventPages, 'outlived'>,
): void {
  let closing: 'not yet' | 'under way' | 'done' = 'not yet'
  app.on('will-quit', (event) => {
    if (closing === 'done') return
    event.preventDefault()
    if (closing === 'under way') return
    closing = 'under way'
    Promise.race([outlived(), setTimeout(OUTLIVED_MS, undefined, { ref: false })])
      .then(() => application.close())
      .catch((error: unknown) => {
        process.stderr.write(`episplice: ${toAppError(error).message}\n`)
      })
      .finally(() => {
        closing = 'done'
        app.quit()
      })
  })
}
