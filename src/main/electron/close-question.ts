import { app, dialog, type BrowserWindow } from 'electron'

/** What closing depends on. */
export interface WorkAtClose {
  /** Names of the merges that are queued or running. */
  readonly working: () => readonly string[]
  /** Cancels them and waits until nothing of them is left. */
  readonly cancelAll: () => Promise<void>
  /** Told when the question could not be asked, or cancelling failed: the window stays. */
  readonly onError: (error: unknown) => void
}

/**
 * Asks before a window is closed or the application quits while merges run. "Keep merging" stays; the other answer
 * cancels them first, so that nothing half-made is left behind.
 */
export function askBeforeClosing(window: BrowserWindow, work: WorkAtClose): void {
  let isAsking = false
  window.on('close', (event) => {
    const names = work.working()
    if (names.length === 0) return
    event.preventDefault()
    if (isAsking) return
    isAsking = true
    ask(window, names)
      .then(async (isCancelling) => {
        if (!isCancelling) return
        await work.cancelAll()
        app.quit()
      })
      .catch(work.onError)
      .finally(() => {
        isAsking = false
      })
  })
}

async function ask(window: BrowserWindow, names: readonly string[]): Promise<boolean> {
  const one = names.length === 1
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: one ? `“${names[0] ?? ''}” is still being merged.` : `${names.length} merges are not finished.`,
    detail: 'Cancelling leaves nothing behind. Your recordings are not touched either way.',
    buttons: ['Keep merging', one ? 'Cancel the merge and close' : 'Cancel the merges and close'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  })
  return response === 1
}
