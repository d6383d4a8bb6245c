import { readFileSync } from 'node:fs'

/**
 * The script that runs before a page's own ones: the built preload script with `require('electron')` answered as a
 * sandboxed window answers it. Plain Chromium has one world for both, so what Electron keeps apart by context
 * isolation is kept apart by copying: arguments are cloned, and what cannot be cloned throws as it does there. It does not
 * run in a blank page, which stands for a window whose process is gone.
 */
export function preloadWorld(preload: string): string {
  return `if (location.href !== 'about:blank') {
    const listeners = new Map()
    const copy = (value) => {
      if (typeof value === 'function') return (...args) => value(...args.map(copy))
      return value instanceof File ? value : structuredClone(value)
    }
    const expose = (value) =>
      typeof value === 'function'
        ? (...args) => value(...args.map(copy))
        : Object.freeze(Object.fromEntries(Object.entries(value).map(([key, own]) => [key, expose(own)])))
    const electron = {
      contextBridge: {
        exposeInMainWorld: (key, api) => {
          Object.defineProperty(window, key, { value: expose(api), enumerable: true })
        },
      },
      ipcRenderer: {
        invoke: (channel, ...args) => window.__electronInvoke(channel, args),
        send: (channel, ...args) => void window.__electronSend(channel, args),
        on: (channel, listener) => {
          const own = listeners.get(channel) ?? []
          listeners.set(channel, [...own, listener])
        },
      },
      webUtils: { getPathForFile: (file) => window.__electronFilePaths?.[file.name] ?? '' },
    }
    window.__electronEmit = (channel, args) => {
      for (const listener of listeners.get(channel) ?? []) listener({}, ...args)
    }
    const require = (name) => {
      if (name === 'electron') return electron
      throw new Error('a sandboxed preload script cannot require ' + name)
    }
    const module = { exports: {} }
    ;((require, module, exports) => {
${readFileSync(preload, 'utf8')}
    })(require, module, module.exports)
  }`
}
