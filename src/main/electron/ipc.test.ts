import { EventEmitter } from 'node:events'
import type { IpcMainInvokeEvent, WebContents } from 'electron'
import { beforeEach, expect, it, vi } from 'vitest'
import { Events } from '#main/services/events.ts'
import { channels } from '#shared/bridge.ts'
import { speakWithPages, type EventPages } from './ipc.ts'
import { trust } from './trusted-sender.ts'

type Handler = (event: IpcMainInvokeEvent, ...args: unknown[]) => Promise<unknown>

const handlers = vi.hoisted(() => new Map<string, unknown>())
vi.mock('electron', () => ({
  ipcMain: {
    handle: (channel: string, handler: unknown) => handlers.set(channel, handler),
    on: (channel: string, listener: unknown) => handlers.set(channel, listener),
  },
  protocol: {},
}))

class Contents extends EventEmitter {
  readonly id = 1
  readonly mainFrame = { url: 'app://bundle/index.html#/library' }
  /** Names of the events that the page was sent. */
  readonly sent: string[] = []
  readonly isDestroyed = () => false
  readonly send = (_channel: string, { name }: { readonly name: string }) => this.sent.push(name)
}

let contents: Contents
let events: Events
let pages: EventPages
/** Signals of the calls that were made, in order; each call stays under way until its own is aborted. */
let signals: AbortSignal[]

beforeEach(() => {
  contents = new Contents()
  signals = []
  trust(contents as never)
  events = new Events()
  pages = speakWithPages({
    events,
    dispatch: (_name, _input, _caller, { signal }) => {
      signals.push(signal)
      return new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          resolve({ ok: true, value: undefined })
        })
      })
    },
  })
})

function event() {
  return { sender: contents, senderFrame: contents.mainFrame } as unknown as IpcMainInvokeEvent
}

function call(page: string, id: string): Promise<unknown> {
  return (handlers.get(channels.call) as Handler)(event(), page, id, 'library.list', {})
}

function tell(channel: string, ...args: unknown[]): void {
  const listener = handlers.get(channel) as (event: IpcMainInvokeEvent, ...args: unknown[]) => void
  listener(event(), ...args)
}

const aborted = () => signals.map((signal) => signal.aborted)

it.each(['render-process-gone', 'destroyed'])('gives up the calls of a page at %s', (name) => {
  void call('first', '1')
  void call('first', '2')
  // A navigation that is denied begins, too.
  contents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false })
  expect(aborted()).toEqual([false, false])
  contents.emit(name)
  expect(aborted()).toEqual([true, true])
})

it('gives up the calls of a page when the one after it speaks', async () => {
  const before = call('first', '1')
  tell(channels.subscribe, 'second')
  expect(aborted()).toEqual([true])
  void call('second', '1')
  await before
  expect(await call('first', '2')).toMatchObject({ ok: false, error: { code: 'UNAUTHORIZED' } })
  expect(aborted()).toEqual([true, false])
  tell(channels.cancel, 'second', '1')
  expect(aborted()).toEqual([true, true])
})

it('sends events to the page that is there, once each', () => {
  tell(channels.subscribe, 'first')
  tell(channels.subscribe, 'first')
  tell(channels.subscribe, 'second')
  events.publish('app.resync', {})
  expect(contents.sent).toEqual(['app.resync'])
  contents.emit('render-process-gone')
  events.publish('app.resync', {})
  expect(contents.sent).toEqual(['app.resync'])
})

it('tells what waits as soon as the page listens, and only the last of it', () => {
  const told: string[] = []
  const wait = (what: string) => {
    pages.whenListening(contents as unknown as WebContents, () => told.push(what))
  }
  wait('library')
  wait('jobs')
  expect(told).toEqual([])
  tell(channels.subscribe, 'first')
  wait('history')
  expect(told).toEqual(['jobs', 'history'])
})
