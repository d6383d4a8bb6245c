import { EventEmitter } from 'node:events'
import { SchemeServer } from './scheme-server.ts'

/** Events of `app`. */
export const appEvents = new EventEmitter()

/** The schemes that the application serves. */
export const schemes = new SchemeServer()

type InvokeHandler = (event: unknown, ...args: unknown[]) => unknown

/** What `ipcMain` is. */
export class Handlers extends EventEmitter {
  readonly #invocations = new Map<string, InvokeHandler>()

  handle(channel: string, handler: InvokeHandler): void {
    if (this.#invocations.has(channel)) throw new Error(`a second handler for ${channel}`)
    this.#invocations.set(channel, handler)
  }

  invoke(channel: string, event: unknown, args: unknown[]): unknown {
    const handler = this.#invocations.get(channel)
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`)
    return handler(event, ...args)
  }
}

/** The one `ipcMain`. */
export const handlers = new Handlers()
