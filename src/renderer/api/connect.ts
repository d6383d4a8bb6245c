import type { Bridge } from '#shared/bridge.ts'
import type { Api } from '#shared/contract.ts'
import { desktopApi } from './desktop-client.ts'
import { httpApi } from './http-client.ts'

declare global {
  interface Window {
    /** Given by the preload script; undefined in a browser. */
    readonly episplice?: Bridge
  }
}

/** The way to the main process: through the preload script in the desktop window, over HTTP in a browser. */
export function connect(): Api {
  if (typeof window !== 'undefined' && window.episplice !== undefined) return desktopApi(window.episplice)
  if (typeof EventSource !== 'undefined')
    return httpApi({ fetch: (input, init) => fetch(input, init), EventSource })
  return notConnected
}

/** Outside of a browser, where tests import what they do not call. */
const notConnected: Api = {
  call: () =>
    Promise.resolve({ ok: false, error: { code: 'CONNECTION_LOST', message: 'there is no main process' } }),
  on: () => () => undefined,
  drop: undefined,
}
