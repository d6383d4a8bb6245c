import { BrowserWindow, nativeTheme } from 'electron'
import { preloadScript } from '#main/build-folder.ts'
import type { Remembered } from '#main/services/remembered.ts'
import { keepRoute } from './last-route.ts'
import { ORIGIN } from './scheme.ts'
import { trust } from './trusted-sender.ts'
import { keepWindowState, readWindowState } from './window-state.ts'

/** Opens the application's window on one of the `routes`. */
export function openWindow(remembered: Remembered, route: string): BrowserWindow {
  const { bounds, isMaximized } = readWindowState(remembered)
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 960,
    minHeight: 600,
    show: false,
    title: 'Episplice',
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#16181d' : '#ffffff',
    webPreferences: {
      preload: preloadScript,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      spellcheck: false,
    },
  })
  trust(window.webContents)
  keepWindowState(remembered, window)
  keepRoute(remembered, window)
  window.once('ready-to-show', () => {
    if (isMaximized) window.maximize()
    window.show()
  })
  void window.loadURL(`${ORIGIN}/index.html#${route}`)
  return window
}
