import type { IpcMainEvent, IpcMainInvokeEvent, WebContents } from 'electron'
import { ORIGIN } from './scheme.ts'

const trusted = new WeakSet<WebContents>()

/** Lets a window's page speak to the main process. */
export function trust(contents: WebContents): void {
  trusted.add(contents)
}

/**
 * Is this message from the main frame of a window of ours that shows a page of ours? The frame is null after a
 * navigation, and a frame inside the page is never trusted.
 */
export function isTrustedSender(event: IpcMainEvent | IpcMainInvokeEvent): boolean {
  const { sender, senderFrame } = event
  return (
    trusted.has(sender) &&
    senderFrame !== null &&
    senderFrame === sender.mainFrame &&
    isOwnPage(senderFrame.url)
  )
}

/** Is this an address of our own page? Custom schemes have the origin `null` in WHATWG URLs, so parts are compared. */
export function isOwnPage(address: string): boolean {
  const url = URL.parse(address)
  return url !== null && `${url.protocol}//${url.host}` === ORIGIN
}
