import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { channels, type Bridge } from '#shared/bridge.ts'
import type { AppEvent, Result } from '#shared/contract.ts'
import type { Place } from '#shared/model/place.ts'

/** This page among those that the window shows one after the other: what one of them asked for ends with it. */
const page = crypto.randomUUID()
const listeners = new Set<(event: AppEvent) => void>()
ipcRenderer.on(channels.event, (_event, event: AppEvent) => {
  for (const listener of listeners) listener(event)
})

const bridge: Bridge = {
  call: (id, name, input, outlivesPage) =>
    ipcRenderer.invoke(channels.call, page, id, name, input, outlivesPage) as Promise<Result<unknown>>,
  cancel: (id) => {
    ipcRenderer.send(channels.cancel, page, id)
  },
  // The path is known to this side only: the page hands over the file that the system gave it.
  drop: (file) =>
    ipcRenderer.invoke(channels.drop, page, webUtils.getPathForFile(file)) as Promise<Result<Place>>,
  onEvent: (listener) => {
    if (listeners.size === 0) ipcRenderer.send(channels.subscribe, page)
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
    }
  },
}

contextBridge.exposeInMainWorld('episplice', bridge)
