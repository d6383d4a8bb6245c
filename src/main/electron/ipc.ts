import { ipcMain, type IpcMainEvent, type IpcMainInvokeEvent, type WebContents } from 'electron'
import { channels } from '#shared/bridge.ts'
import type { AppEvent, Result } from '#shared/contract.ts'
import type { Application } from '#main/application.ts'
import { Pages } from './pages.ts'
import { isTrustedSender } from './trusted-sender.ts'

const refused: Result<never> = {
  ok: false,
  error: { code: 'UNAUTHORIZED', message: 'this page may not speak to the application' },
}

/** The pages that speak to the application. */
export interface EventPages {
  /**
   * Calls `tell` as soon as the page of a window hears events, at once where it does. Of several that wait only the
   * last is called.
   */
  readonly whenListening: (contents: WebContents, tell: () => void) => void
  /** Resolves when calls that outlive their pages, and were made until now, are done. */
  readonly outlived: () => Promise<void>
}

/**
 * Answers the preload script's calls and sends every event to the pages that asked for them; with a page ends what it
 * asked for. The only place where messages of a page come in.
 */
export function speakWithPages({ dispatch, events }: Pick<Application, 'dispatch' | 'events'>): EventPages {
  const pages = new Pages()
  const running = new Map<string, AbortController>()
  const outliving = new Set<Promise<unknown>>()
  const subscribed = new Set<WebContents>()
  const waiting = new WeakMap<WebContents, () => void>()
  const isHeard = (event: IpcMainEvent | IpcMainInvokeEvent, page: unknown): page is string =>
    isTrustedSender(event) && typeof page === 'string' && pages.hear(event.sender, page)

  ipcMain.handle(channels.call, async (event, ...message: unknown[]) => {
    const [page, id, name, input, outlivesPage] = message
    if (!isHeard(event, page) || typeof id !== 'string' || typeof name !== 'string') return refused
    const key = `${page} ${id}`
    const controller = new AbortController()
    running.set(key, controller)
    const callOff =
      outlivesPage === true
        ? undefined
        : pages.whenEnded(event.sender, () => {
            controller.abort()
          })
    const answer = dispatch(name, input, 'page', { signal: controller.signal })
    if (outlivesPage === true) outliving.add(answer)
    try {
      return await answer
    } finally {
      callOff?.()
      running.delete(key)
      outliving.delete(answer)
    }
  })
  ipcMain.on(channels.cancel, (event, page: unknown, id: unknown) => {
    if (isHeard(event, page) && typeof id === 'string') running.get(`${page} ${id}`)?.abort()
  })
  ipcMain.handle(channels.drop, (event, page: unknown, path: unknown) =>
    isHeard(event, page)
      ? dispatch('folders.drop', { path }, 'preload', { signal: new AbortController().signal })
      : refused,
  )
  ipcMain.on(channels.subscribe, (event, page: unknown) => {
    const { sender } = event
    if (!isHeard(event, page) || subscribed.has(sender)) return
    const end = events.subscribe((appEvent: AppEvent) => {
      if (!sender.isDestroyed()) sender.send(channels.event, appEvent)
    })
    subscribed.add(sender)
    pages.whenEnded(sender, () => {
      subscribed.delete(sender)
      end()
    })
    const tell = waiting.get(sender)
    waiting.delete(sender)
    tell?.()
  })
  return {
    outlived: async () => {
      await Promise.allSettled(outliving)
    },
    whenListening: (contents, tell) => {
      if (subscribed.has(contents)) tell()
      else waiting.set(contents, tell)
    },
  }
}
