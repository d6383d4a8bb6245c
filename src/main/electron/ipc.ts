import { ipcMain, type WebContents } from 'electron'
import { channels } from '#shared/bridge.ts'
import type { AppEvent, Result } from '#shared/contract.ts'
import type { Application } from '#main/application.ts'
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
    const giveUp = () => {
      controller.abort()
    }
    event.sender.once('destroyed', giveUp)
    try {
      return await dispatch(name, input, 'page', { signal: controller.signal })
    } finally {
      running.delete(key)
      if (!event.sender.isDestroyed()) event.sender.off('destroyed', giveUp)
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

/** Sends every event to the windows whose pages asked for them, until the page goes away. */
export function sendEvents({ events }: Pick<Application, 'events'>): void {
  const subscribed = new Map<WebContents, () => void>()
  ipcMain.on(channels.subscribe, (event) => {
    if (!isTrustedSender(event)) return
    const { sender } = event
    if (subscribed.has(sender)) return
    const end = events.subscribe((appEvent: AppEvent) => {
      if (!sender.isDestroyed()) sender.send(channels.event, appEvent)
    })
    const leave = (details: { readonly isMainFrame: boolean; readonly isSameDocument: boolean }) => {
      if (details.isMainFrame && !details.isSameDocument) forget()
    }
    const forget = () => {
      subscribed.delete(sender)
      end()
      if (!sender.isDestroyed()) sender.off('did-start-navigation', leave)
    }
    subscribed.set(sender, forget)
    sender.once('destroyed', forget)
    sender.once('render-process-gone', forget)
    sender.on('did-start-navigation', leave)
  })
}
