import type { WebContents } from 'electron'

/**
 * Calls `listener` once when the page that is shown now is no more: another one took its place, its process ended, or its window
 * closed. What was only begun, a navigation that was denied above all, leaves it where it is. Returns the function that stops it.
 */
export function whenPageGone(contents: WebContents, listener: () => void): () => void {
  const events = ['did-navigate', 'render-process-gone', 'destroyed'] as const
  const stop = (): void => {
    for (const event of events) contents.off(event as 'destroyed', gone)
  }
  const gone = (): void => {
    stop()
    listener()
  }
  for (const event of events) contents.on(event as 'destroyed', gone)
  return stop
}
