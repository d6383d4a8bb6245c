import { app, session, shell } from 'electron'
import { isOwnPage } from './trusted-sender.ts'

/** Schemes that a window may ask for. Everything else, the network above all, is cancelled. */
const allowedProtocols: readonly string[] = ['app:', 'devtools:', 'blob:', 'data:']

/** Pages that the help menu may open in the system's browser. */
const externalHosts: readonly string[] = ['huggingface.co', 'github.com']

/**
 * Denies navigation, new windows and web views to every page there will ever be. Called before the application is
 * ready, so that none comes first.
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

/** What a page of ours may do that it has to be permitted: show a camera on the full screen, copy a text. */
const permitted: readonly string[] = ['fullscreen', 'automatic-fullscreen', 'clipboard-sanitized-write']

/**
 * Denies all other permissions and the network. There is a session only when the application is ready: called before
 * the first window.
 */
export function guardSession(): void {
  const { defaultSession } = session
  // Chromium asks the one when a page wants something, the other when it looks whether it might.
  defaultSession.setPermissionRequestHandler((_contents, permission, answer, details) => {
    answer(isPermitted(permission, details))
  })
  defaultSession.setPermissionCheckHandler((_contents, permission, _origin, details) =>
    isPermitted(permission, details),
  )
  defaultSession.setDevicePermissionHandler(() => false)
  defaultSession.webRequest.onBeforeRequest((details, answer) => {
    const protocol = URL.parse(details.url)?.protocol ?? ''
    answer({ cancel: !allowedProtocols.includes(protocol) })
  })
}

/** Without an address it is no document that asks. */
function isPermitted(
  permission: string,
  {
    isMainFrame,
    requestingUrl,
  }: { readonly isMainFrame: boolean; readonly requestingUrl?: string | undefined },
): boolean {
  return (
    permitted.includes(permission) && isMainFrame && requestingUrl !== undefined && isOwnPage(requestingUrl)
  )
}

/** Opens a page of the fixed hosts in the system's browser; anything else is ignored. */
export async function openExternally(address: string): Promise<void> {
  const url = URL.parse(address)
  if (url?.protocol === 'https:' && externalHosts.includes(url.host)) await shell.openExternal(url.href)
}
