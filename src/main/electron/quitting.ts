import { app } from 'electron'
import { toAppError } from '#shared/errors.ts'
import type { Application } from '#main/application.ts'

/** Quitting waits until the database is closed and processes have ended; however often it is asked for. */
export function closeBeforeQuitting(application: Application): void {
  let closing: 'not yet' | 'under way' | 'done' = 'not yet'
  app.on('will-quit', (event) => {
    if (closing === 'done') return
    event.preventDefault()
    if (closing === 'under way') return
    closing = 'under way'
    application
      .close()
      .catch((error: unknown) => {
        process.stderr.write(`episplice: ${toAppError(error).message}\n`)
      })
      .finally(() => {
        closing = 'done'
        app.quit()
      })
  })
}
