import type { Session, WebContents } from 'electron'
import { control, report } from './control.ts'

type Handler<Name extends keyof Session> = Session[Name] extends (handler: infer H) => void ? H : never

/** The handlers that the application gave its session; Electron grants what no handler denies. */
export interface PermissionHandlers {
  request: Handler<'setPermissionRequestHandler'>
  check: Handler<'setPermissionCheckHandler'>
  device: Handler<'setDevicePermissionHandler'>
}

/** Of the one session. */
export const permissions: PermissionHandlers = { request: null, check: null, device: null }

control.on('ask-permission', ({ permission, requestingUrl, isMainFrame }) => {
  const details = { isMainFrame, requestingUrl }
  // None of ours asks for it.
  const contents = undefined as unknown as WebContents
  const answers: boolean[] = []
  if (permissions.request === null) answers.push(true)
  else permissions.request(contents, permission, (isGranted) => answers.push(isGranted), details)
  const origin = new URL('/', requestingUrl).href
  answers.push(permissions.check?.(contents, permission, origin, details) ?? true)
  report({ kind: 'permission', permission, answers })
})
