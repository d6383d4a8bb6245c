import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { chromiumArgs, findChromium } from '../../test/support/chromium.ts'

/** Keys that are pressed, by name, with the codes that Windows gave them. */
const keyCodes = { ArrowUp: 38, ArrowDown: 40, Home: 36, End: 35 }

/** A key that {@link PlainPage} can press. */
export type PlainKey = keyof typeof keyCodes

interface Message {
  readonly id: number
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

/**
 * A page in a Chromium of its own, with nobody looking at its network. Playwright always does: the page then keeps every
 * answer for it, up to some hundred megabytes, and nothing can be said about what the page itself takes.
 */
export class PlainPage {
  readonly #socket: WebSocket
  readonly #session: string
  readonly #end: () => Promise<void>
  readonly #waiting: Map<number, (message: Message) => void>
  static #calls = 0

  private constructor(opened: {
    readonly socket: WebSocket
    readonly session: string
    readonly end: () => Promise<void>
    readonly waiting: Map<number, (message: Message) => void>
  }) {
    this.#socket = opened.socket
    this.#session = opened.session
    this.#end = opened.end
    this.#waiting = opened.waiting
  }

  /** Opens an address; `script` is run in the page before its own. */
  static async open(
    url: string,
    script: string,
    size: { width: number; height: number },
  ): Promise<PlainPage> {
    const profile = await mkdtemp(join(tmpdir(), 'episplice-chromium-'))
    const browser = spawn(
      findChromium(),
      [
        ...['--headless', ...chromiumArgs, '--remote-debugging-port=0'],
        ...[`--user-data-dir=${profile}`, `--window-size=${size.width},${size.height}`, 'about:blank'],
      ],
      { stdio: 'ignore' },
    )
    const exited = once(browser, 'exit')
    const end = async (): Promise<void> => {
      browser.kill()
      await exited
      await rm(profile, { recursive: true, force: true, maxRetries: 5 })
    }
    const socket = new WebSocket(await debuggerAddress(join(profile, 'DevToolsActivePort')))
    const waiting = new Map<number, (message: Message) => void>()
    socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(String(data)) as Message
      waiting.get(message.id)?.(message)
      waiting.delete(message.id)
    })
    await once(socket, 'open')
    const browserOnly = new PlainPage({ socket, session: '', end, waiting })
    const { targetInfos } = await browserOnly.send<{ targetInfos: { targetId: string; type: string }[] }>(
      'Target.getTargets',
    )
    const { targetId } = targetInfos.find(({ type }) => type === 'page')!
    const attached = { targetId, flatten: true }
    const { sessionId } = await browserOnly.send<{ sessionId: string }>('Target.attachToTarget', attached)
    const page = new PlainPage({ socket, session: sessionId, end, waiting })
    await page.send('Page.enable')
    await page.send('Page.addScriptToEvaluateOnNewDocument', { source: script })
    await page.send('Page.navigate', { url })
    return page
  }

  /** The value of an expression in the page, once it is there. Throws what it throws. */
  async evaluate<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.send<{
      readonly result: { readonly value: T }
      readonly exceptionDetails?: { readonly exception?: { readonly description?: string } }
    }>('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
    if (exceptionDetails !== undefined)
      throw new Error(exceptionDetails.exception?.description ?? 'the page threw')
    return result.value
  }

  /** Asks again until an expression is true. */
  async until(expression: string): Promise<void> {
    for (const end = Date.now() + 30_000; Date.now() < end;) {
      if (await this.evaluate<boolean>(`Boolean(${expression})`).catch(() => false)) return
      await wait(50)
    }
    throw new Error(`not true within 30 s: ${expression}`)
  }

  async press(key: PlainKey): Promise<void> {
    const common = { key, code: key, windowsVirtualKeyCode: keyCodes[key] }
    await this.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...common })
    await this.send('Input.dispatchKeyEvent', { type: 'keyUp', ...common })
  }

  /** One command of the protocol to the page, or to the browser. */
  send<T>(method: string, params: object = {}, to: 'page' | 'browser' = 'page'): Promise<T> {
    const id = ++PlainPage.#calls
    const target = to === 'browser' || this.#session === '' ? {} : { sessionId: this.#session }
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ result, error }) => {
        if (error === undefined) resolve(result as T)
        else reject(new Error(`${method}: ${error.message}`))
      })
      this.#socket.send(JSON.stringify({ id, method, params, ...target }))
    })
  }

  async close(): Promise<void> {
    this.#socket.close()
    await this.#end()
  }
}

/** Chromium writes where it listens once it does. */
async function debuggerAddress(file: string): Promise<string> {
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    const [port, path] = (await readFile(file, 'utf8').catch(() => '')).split('\n')
    if (path !== undefined) return `ws://127.0.0.1:${port}${path}`
    await wait(50)
  }
  throw new Error('Chromium did not start')
}
