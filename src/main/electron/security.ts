import { app, session, shell } from 'electron'
import { isOwnPage } from './trusted-sender.ts'

/** Schemes that a window may ask for. Everything else, the network above all, is cancelled. */
const allowedProtocols: readonly string[] = ['app:', 'devtools:', 'blob:', 'data:']

/** Pages that the help menu may open in the system's browser. */
const externalHosts: readonly string[] = ['huggingface.co', 'github.com']

/**
 * Denies navigation, new windows and web views to every page there will ever be. Called before the application is ready, so that
 * none comes first.
 */
export function guardPages(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (!isOwnPage(event.url)) event.preventDefault()
    })
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame || !isOwnPage(event.url)) event.preventDefault()
    })
    contents.on('will-redirect', (event) => {
      event.preventDefault()
    })
    contents.on('will-attach-webview', (event) => {
      event.preventDefault()
    })
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  })
}

/** Denies permissions and the network. There is a session only when the application is ready: called before the first window. */
export function guardSession(): void {
  const { defaultSession } = session
  defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => {
    answer(false)
  })
  defaultSession.setPermissionCheckHandler(() => false)
  defaultSession.setDevicePermissionHandler(() => false)
  defaultSession.webRequest.onBeforeRequest((details, answer) => {
    const protocol = URL.parse(details.url)?.protocol ?? ''
    answer({ cancel: !allowedProtocols.includes(protocol) })
  })
}

/** Opens a page of the fixed hosts in the system's browser; anything else is ignored. */
export async function openExternally(address: string): Promise<void> {
  const url = URL.parse(address)
  if (url?.protocol === 'https:' && externalHosts.includes(url.host)) await shell.openExternal(url.href)
}
