import { powerSaveBlocker } from 'electron'
import type { Application } from '#main/application.ts'

/** Keeps the machine from falling asleep as long as merges are queued or run; its screen may go dark. */
export function keepAwake({ events, services }: Pick<Application, 'events' | 'services'>): void {
  let blocker: number | undefined
  events.subscribe(({ name }) => {
    if (name !== 'jobs.changed') return
    const isMerging = services.jobs.unfinished().length > 0
    if (isMerging) blocker ??= powerSaveBlocker.start('prevent-app-suspension')
    else if (blocker !== undefined) {
      powerSaveBlocker.stop(blocker)
      blocker = undefined
    }
  })
}
