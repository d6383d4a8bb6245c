import { dialog, type BrowserWindow } from 'electron'

/** How often a page is loaded again by itself within {@link WITHIN_MS}. */
const MAX_RELOADS = 2
const WITHIN_MS = 60_000

/**
 * Loads the page of a window again when its process crashed or was ended; merges are none of its business and go on.
 * When that happens again and again the user is asked.
 */
export function reloadAfterCrash(window: BrowserWindow, onError: (error: unknown) => void): void {
  let reloads: readonly number[] = []
  const recover = async (): Promise<void> => {
    if (window.isDestroyed()) return
    const now = Date.now()
    reloads = reloads.filter((at) => now - at < WITHIN_MS)
    if (reloads.length < MAX_RELOADS) reloads = [...reloads, now]
    else if (await isGivenUp(window)) {
      window.close()
      return
    } else reloads = [now]
    if (!window.isDestroyed()) window.webContents.reload()
  }
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return
    // Not from within the event, in which Chromium is still taking the old page down.
    setImmediate(() => {
      recover().catch(onError)
    })
  })
}

async function isGivenUp(window: BrowserWindow): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: 'This window crashed several times.',
    detail: 'Merges go on without it.',
    buttons: ['Show it again', 'Close'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  })
  return response === 1
}
