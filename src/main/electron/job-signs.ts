import { Notification, type BrowserWindow } from 'electron'
import type { Job } from '#shared/model/job.ts'
import { jobPath } from '#shared/routes.ts'
import type { Application } from '#main/application.ts'

/** What is still shown: once it is collected as garbage, clicking it does nothing. */
const shown = new Set<Notification>()

/**
 * Shows on the taskbar or dock how far the running merge is, and says with a notification how one ended while the
 * window was not looked at. Clicking it shows the job.
 */
export function showJobs(
  { events }: Pick<Application, 'events'>,
  window: () => BrowserWindow | undefined,
  show: (route: string) => void,
): void {
  events.subscribe((event) => {
    if (event.name !== 'jobs.changed') return
    const { job } = event.data
    window()?.setProgressBar(taskbarFraction(job))
    const text = endingText(job)
    if (text === undefined || window()?.isFocused() === true || !Notification.isSupported()) return
    const notification = new Notification({ title: job.name, body: text })
    shown.add(notification)
    notification.on('click', () => {
      shown.delete(notification)
      show(jobPath(job.id))
    })
    notification.on('close', () => {
      shown.delete(notification)
    })
    notification.show()
  })
}

/** 0 to 1 while a job works; -1 takes the bar away. */
export function taskbarFraction({ state }: Pick<Job, 'state'>): number {
  return state.kind === 'running' ? state.progress.fraction : -1
}

function endingText({ state }: Job): string | undefined {
  switch (state.kind) {
    case 'succeeded':
      return state.report.verification === undefined ? 'Merged.' : 'Merged and verified.'
    case 'failed':
      return 'The merge failed. Click to see why.'
    case 'queued':
    case 'running':
    case 'cancelled':
      return undefined
  }
}
