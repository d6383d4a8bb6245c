import { ipcMain, type WebContents } from 'electron'
import { channels } from '#shared/bridge.ts'
import type { AppEvent, Result } from '#shared/contract.ts'
import type { Application } from '#main/application.ts'
import { whenPageGone } from './page-gone.ts'
import { isTrustedSender } from './trusted-sender.ts'

const refused: Result<never> = {
  ok: false,
  error: { code: 'UNAUTHORIZED', message: 'this page may not speak to the application' },
}

/** Answers the preload script's calls. The only place where messages of a page come in. */
export function answerCalls({ dispatch }: Pick<Application, 'dispatch'>): void {
  const running = new Map<string, AbortController>()
  ipcMain.handle(channels.call, async (event, id: unknown, name: unknown, input: unknown) => {
    if (!isTrustedSender(event) || typeof id !== 'string' || typeof name !== 'string') return refused
    const key = `${event.sender.id} ${id}`
    const controller = new AbortController()
    running.set(key, controller)
    const stop = whenPageGone(event.sender, () => {
      controller.abort()
      running.delete(key)
    })
    try {
      return await dispatch(name, input, 'page', { signal: controller.signal })
    } finally {
      stop()
      // The page that came after may have given the same name to a call of its own.
      if (running.get(key) === controller) running.delete(key)
    }
  })
  ipcMain.on(channels.cancel, (event, id: unknown) => {
    if (isTrustedSender(event) && typeof id === 'string') running.get(`${event.sender.id} ${id}`)?.abort()
  })
  ipcMain.handle(channels.drop, (event, path: unknown) =>
    isTrustedSender(event)
      ? dispatch('folders.drop', { path }, 'preload', { signal: new AbortController().signal })
      : refused,
  )
}

/** The pages that asked for events. */
export interface EventPages {
  /**
   * Calls `tell` as soon as the page of a window hears events, at once where it does. Of several that wait only the last is
   * called.
   */
  readonly whenListening: (contents: WebContents, tell: () => void) => void
}

/** Sends every event to the windows whose pages asked for them, until the page goes away. */
export function sendEvents({ events }: Pick<Application, 'events'>): EventPages {
  const subscribed = new Set<WebContents>()
  const waiting = new WeakMap<WebContents, () => void>()
  ipcMain.on(channels.subscribe, (event) => {
    if (!isTrustedSender(event)) return
    const { sender } = event
    if (subscribed.has(sender)) return
    const end = events.subscribe((appEvent: AppEvent) => {
      if (!sender.isDestroyed()) sender.send(channels.event, appEvent)
    })
    subscribed.add(sender)
    whenPageGone(sender, () => {
      subscribed.delete(sender)
      end()
    })
    const tell = waiting.get(sender)
    waiting.delete(sender)
    tell?.()
  })
  return {
    whenListening: (contents, tell) => {
      if (subscribed.has(contents)) tell()
      else waiting.set(contents, tell)
    },
  }
}
