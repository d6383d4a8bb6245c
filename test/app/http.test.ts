import { once } from 'node:events'
import { connect, createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { AppEvent } from '#shared/contract.ts'
import type { AppError } from '#shared/errors.ts'
import { CookieSession } from '#main/http/cookie-session.ts'
import { httpApp } from '#main/http/app.ts'
import { createServer } from '#main/http/server.ts'
import { Events } from '#main/services/events.ts'
import { openPage } from './support/open-app.ts'
import { startApplication } from './support/jobs.ts'

/** The page of the build that the tests are about. */
const page = join(process.env['EPISPLICE_BUILD']!, 'renderer')

const notice = (message: string) => ({ error: { code: 'INTERNAL', message } satisfies AppError })

/** The routes in front of nothing but events. */
function eventsOnly() {
  const events = new Events()
  const session = new CookieSession()
  const application = { events, dispatch: () => new Promise<never>(() => undefined), services: {} as never }
  const app = httpApp({ application, session, page: () => Promise.resolve(undefined), listen: '127.0.0.1' })
  const cookie = session.cookie().split(';')[0]!
  const open = async (position: { header?: string; after?: string } = {}) => {
    const query = position.after === undefined ? '' : `?after=${position.after}`
    const last = position.header === undefined ? undefined : { 'last-event-id': position.header }
    const headers = { host: '127.0.0.1', cookie, ...last }
    const response = await app.request(`http://127.0.0.1/events${query}`, { headers })
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    return new StreamReader(response.body!)
  }
  return { events, open }
}

/** Takes one message after the other from an event stream. */
class StreamReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>
  #text = ''

  constructor(body: ReadableStream<Uint8Array>) {
    this.#reader = body.getReader()
  }

  async next(): Promise<{ readonly id: string; readonly event: AppEvent | null }> {
    for (;;) {
      const end = this.#text.indexOf('\n\n')
      if (end >= 0) {
        const message = this.#text.slice(0, end)
        this.#text = this.#text.slice(end + 2)
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(message)?.[1] ?? ''
        return { id: field('id'), event: JSON.parse(field('data')) as AppEvent | null }
      }
      const { value, done } = await this.#reader.read()
      if (done) throw new Error('the stream ended')
      this.#text += new TextDecoder().decode(value)
    }
  }

  cancel(): Promise<void> {
    return this.#reader.cancel()
  }
}

it('numbers events and goes on behind the last one that was seen', async () => {
  const { events, open } = eventsOnly()
  events.publish('library.rootsChanged', {})
  const stream = await open()
  const start = await stream.next()
  expect(start).toEqual({ id: `${events.run}:1`, event: null })
  events.publish('app.navigate', { to: '#/a' })
  const { id, event } = await stream.next()
  expect({ id, event }).toMatchObject({ id: `${events.run}:2`, event: { sequence: 2, data: { to: '#/a' } } })
  await stream.cancel()

  for (const to of ['#/b', '#/c']) events.publish('app.navigate', { to })
  for (const position of [{ header: id }, { after: id }]) {
    const again = await open(position)
    expect((await again.next()).event).toMatchObject({ sequence: 3, data: { to: '#/b' } })
    expect((await again.next()).event).toMatchObject({ sequence: 4, data: { to: '#/c' } })
    await again.cancel()
  }
})

it('says when events were lost', async () => {
  const { events, open } = eventsOnly()
  const first = (await (await open()).next()).id
  for (let i = 0; i < 2001; i++) events.publish('library.rootsChanged', {})
  const positions = [first, `${crypto.randomUUID()}:5`, `${events.run}:99999`]
  for (const header of positions)
    expect(await (await open({ header })).next()).toMatchObject({
      id: `${events.run}:2001`,
      event: { name: 'app.resync' },
    })
})

it('tells notices to those who come late', async () => {
  const { events, open } = eventsOnly()
  events.publish('app.notice', notice('set aside'))
  const stream = await open()
  expect((await stream.next()).event).toMatchObject({ name: 'app.notice' })
  expect((await stream.next()).event).toBe(null)
})

it('tells a call that its caller went away', async () => {
  const given = Promise.withResolvers<AbortSignal>()
  const application = {
    events: new Events(),
    services: {} as never,
    dispatch: (_name: string, _input: unknown, _caller: unknown, { signal }: { signal: AbortSignal }) => {
      given.resolve(signal)
      return new Promise<never>(() => undefined)
    },
  }
  const server = await createServer(application, { port: 0, page })
  onTestFinished(() => server.close())
  const { headers } = await fetch(server.url, { redirect: 'manual' })
  const controller = new AbortController()
  const call = fetch(`http://127.0.0.1:${server.port}/api/app.host`, {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json', cookie: headers.get('set-cookie')! },
    signal: controller.signal,
  })
  const signal = await given.promise
  expect(signal.aborted).toBe(false)
  controller.abort()
  await expect(call).rejects.toThrow()
  if (!signal.aborted) await once(signal, 'abort')
})

it('loses nothing when the connection of a page breaks', async () => {
  const application = await startApplication()
  const server = await createServer(application, { port: 0, page })
  onTestFinished(() => server.close())
  const wire = await breakableWire(server.port)
  const window = await openPage({ expectedErrors: [/net::ERR_/] })
  await window.goto(server.url.replace(`:${server.port}`, `:${wire.port}`))
  await window.getByRole('navigation').first().waitFor()

  application.events.publish('app.navigate', { to: '#/history' })
  await window.waitForURL(/#\/history$/)
  wire.cut()
  application.events.publish('app.navigate', { to: '#/settings' })
  await window.waitForEvent('requestfailed', (request) => request.url().endsWith('/events'))
  wire.mend()
  await window.waitForURL(/#\/settings$/)
})

/** A way to a port that can be cut. */
async function breakableWire(port: number) {
  const sockets = new Set<Socket>()
  let isCut = false
  const server = createTcpServer((near) => {
    if (isCut) {
      near.destroy()
      return
    }
    const far = connect(port, '127.0.0.1')
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    }
    near.pipe(far).pipe(near)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => {
      isCut = true
      for (const socket of sockets) socket.destroy()
    },
    mend: () => {
      isCut = false
    },
  }
}
