import { once } from 'node:events'
import type { Server } from 'node:http'
import { isIPv6, type AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { EngineError } from '#shared/errors.ts'
import type { Application } from '#main/application.ts'
import { rendererFolder } from '#main/build-folder.ts'
import { CookieSession } from './cookie-session.ts'
import { httpApp } from './app.ts'
import { pageFiles } from '#main/page-files.ts'

/** Where it is looked for when no port is asked for: this one, or the next that is free. */
export const DEFAULT_PORT = 4747
const PORTS_TRIED = 20

/** Where to listen. */
export interface ServerOptions {
  /** 0 takes any; undefined {@link DEFAULT_PORT} or one after it. */
  readonly port?: number | undefined
  /** An address of this machine; only this machine itself may connect by default. */
  readonly listen?: string | undefined
  /** The built page. */
  readonly page?: string | undefined
}

/** A server at work. */
export interface RunningServer {
  /** With the token that lets in. */
  readonly url: string
  readonly port: number
  /** Ends every connection. */
  readonly close: () => Promise<void>
}

/** Serves an application to browsers. Throws `NOT_AVAILABLE` when it cannot listen there, or has no page. */
export async function createServer(
  application: Pick<Application, 'dispatch' | 'events' | 'services'>,
  { port, listen = '127.0.0.1', page = rendererFolder }: ServerOptions = {},
): Promise<RunningServer> {
  const session = new CookieSession()
  const files = await pageFiles(page)
  if ((await files('/')) === undefined)
    throw new EngineError('NOT_AVAILABLE', `there is no page in ${page}`, { hint: 'Build it: npm run build' })
  const app = httpApp({ application, session, page: files, listen })
  // Without TLS it is always HTTP/1.
  const server = createAdaptorServer({ fetch: app.fetch }) as Server
  const ports = port === undefined ? Array.from({ length: PORTS_TRIED }, (_, i) => DEFAULT_PORT + i) : [port]
  const bound = await listenOn(server, ports, listen)
  const host = isIPv6(listen) ? `[${listen}]` : listen
  return {
    url: `http://${isEveryAddress(listen) ? 'localhost' : host}:${bound}/?token=${session.token}`,
    port: bound,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** Whether an address can be reached from this machine only. */
export function isLoopback(listen: string): boolean {
  return listen === 'localhost' || listen === '::1' || listen.startsWith('127.')
}

function isEveryAddress(listen: string): boolean {
  return listen === '0.0.0.0' || listen === '::'
}

async function listenOn(server: Server, ports: readonly number[], listen: string): Promise<number> {
  for (const port of ports) {
    try {
      server.listen(port, listen)
      await once(server, 'listening')
      return (server.address() as AddressInfo).port
    } catch (cause) {
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
      if (code === 'EADDRINUSE' && port !== ports.at(-1)) continue
      const why = code === 'EADDRINUSE' ? 'it is in use' : code
      throw new EngineError('NOT_AVAILABLE', `cannot listen on ${listen} port ${ports.join(', ')}: ${why}`, {
        hint: 'Choose another one with --port, or another address with --listen.',
        cause,
      })
    }
  }
  throw new EngineError('INTERNAL', 'no port to listen on')
}
