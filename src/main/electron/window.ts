import { join } from 'node:path'
import { BrowserWindow, nativeTheme } from 'electron'
import { ORIGIN } from './scheme.ts'
import { trust } from './trusted-sender.ts'
import { keepWindowState, readWindowState } from './window-state.ts'

/** Opens the application's window on a screen of it: `#/library`. */
export function openWindow(home: string, screen: string): BrowserWindow {
  const { bounds, isMaximized } = readWindowState(home)
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 960,
    minHeight: 600,
    show: false,
    title: 'Episplice',
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#16181d' : '#ffffff',
    webPreferences: {
      preload: join(import.meta.dirname, '../preload/index.cjs'),
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
  keepWindowState(home, window)
  window.once('ready-to-show', () => {
    if (isMaximized) window.maximize()
    window.show()
  })
  void window.loadURL(`${ORIGIN}/index.html${screen}`)
  return window
}
