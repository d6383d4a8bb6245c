import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { channels, type Bridge } from '#shared/bridge.ts'
import type { AppEvent, Result } from '#shared/contract.ts'
import type { Place } from '#shared/model/place.ts'

const listeners = new Set<(event: AppEvent) => void>()
ipcRenderer.on(channels.event, (_event, event: AppEvent) => {
  for (const listener of listeners) listener(event)
})

const bridge: Bridge = {
  call: (id, name, input) => ipcRenderer.invoke(channels.call, id, name, input) as Promise<Result<unknown>>,
  cancel: (id) => {
    ipcRenderer.send(channels.cancel, id)
  },
  // The path is known to this side only: the page hands over the file that the system gave it.
  drop: (file) => ipcRenderer.invoke(channels.drop, webUtils.getPathForFile(file)) as Promise<Result<Place>>,
  onEvent: (listener) => {
    if (listeners.size === 0) ipcRenderer.send(channels.subscribe)
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
    }
  },
}

contextBridge.exposeInMainWorld('episplice', bridge)
