import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'

type Handler = (request: Request) => Response | Promise<Response>

/**
 * Stands in for a custom scheme, which no plain Chromium can be taught: `app://bundle/…` is served at
 * `http://bundle.localhost:PORT/…` by the handler that the application registered.
 */
export class SchemeServer {
  #handler: Handler | undefined
  #scheme = ''
  #port = 0
  readonly #server = createServer((incoming, outgoing) => {
    void this.#answer(incoming).then((response) => {
      outgoing.writeHead(response.status, Object.fromEntries(response.headers))
      if (response.body === null) outgoing.end()
      else {
        const stream = Readable.fromWeb(response.body as ReadableStream)
        outgoing.once('close', () => stream.destroy())
        stream.once('error', () => outgoing.destroy())
        stream.pipe(outgoing)
      }
    })
  })

  handle(scheme: string, handler: Handler): void {
    this.#scheme = scheme
    this.#handler = handler
  }

  async listen(): Promise<void> {
    if (this.#port !== 0) return
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    this.#port = (this.#server.address() as AddressInfo).port
    this.#server.unref()
  }

  /** Where Chromium finds an address of the scheme. */
  toHttp(address: string): string {
    const prefix = `${this.#scheme}://bundle`
    return address.startsWith(prefix)
      ? `http://bundle.localhost:${this.#port}${address.slice(prefix.length)}`
      : address
  }

  /** The address that the application knows. */
  toScheme(address: string): string {
    const prefix = `http://bundle.localhost:${this.#port}`
    return address.startsWith(prefix) ? `${this.#scheme}://bundle${address.slice(prefix.length)}` : address
  }

  async #answer(incoming: IncomingMessage): Promise<Response> {
    if (this.#handler === undefined) return new Response(null, { status: 404 })
    const abort = new AbortController()
    incoming.once('close', () => {
      abort.abort()
    })
    const headers = new Headers(
      Object.entries(incoming.headers).flatMap(([name, value]) =>
        typeof value === 'string' ? [[name, value] as [string, string]] : [],
      ),
    )
    const request = new Request(`${this.#scheme}://bundle${incoming.url ?? '/'}`, {
      method: incoming.method ?? 'GET',
      headers,
      signal: abort.signal,
    })
    return this.#handler(request)
  }
}
