import { EventEmitter } from 'node:events'
import type { IpcMainInvokeEvent } from 'electron'
import { beforeEach, expect, it, vi } from 'vitest'
import { channels } from '#shared/bridge.ts'
import { answerCalls } from './ipc.ts'
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
}

let contents: Contents
/** Signals of the calls that were made, in order; each call stays under way until its own is aborted. */
let signals: AbortSignal[]

beforeEach(() => {
  contents = new Contents()
  signals = []
  trust(contents as never)
  answerCalls({
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

function call(id: string) {
  return (handlers.get(channels.call) as Handler)(event(), id, 'library.list', {})
}

function cancel(id: string): void {
  const listener = handlers.get(channels.cancel) as (event: IpcMainInvokeEvent, id: string) => void
  listener(event(), id)
}

it.each(['did-navigate', 'render-process-gone', 'destroyed'])(
  'gives up the calls of a page at %s',
  (name) => {
    void call('1')
    void call('2')
    contents.emit('did-navigate-in-page')
    contents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false })
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, false])
    contents.emit(name)
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true])
  },
)

it('cancels the call of the page that is there, not the one of the same name before it', async () => {
  const before = call('1')
  contents.emit('did-navigate')
  void call('1')
  await before
  cancel('1')
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, true])
})

it('keeps no listener of a call that is done', async () => {
  const done = call('1')
  cancel('1')
  await done
  expect(contents.eventNames()).toEqual([])
})
