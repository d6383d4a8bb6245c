import { EventEmitter } from 'node:events'
import type { Frame, Page, Request, Route } from 'playwright-core'
import { report } from './control.ts'
import { Preventable } from './preventable.ts'
import type { SchemeServer } from './scheme-server.ts'

type Listener = (details: { readonly url: string }, answer: (response: { cancel?: boolean }) => void) => void

/** What the application registered for the whole session. */
export const sessionRules: { beforeRequest: Listener | undefined } = { beforeRequest: undefined }

let contentsMade = 0

/** The part of WebContents that the application uses, in front of a real page. */
export class Contents extends EventEmitter {
  readonly id = ++contentsMade
  readonly mainFrame = { url: '' }
  #page: Page | undefined
  #windowOpen: (details: { url: string }) => { action: string } = () => ({ action: 'allow' })
  #loading = ''
  readonly #schemes: SchemeServer

  constructor(schemes: SchemeServer) {
    super()
    this.#schemes = schemes
  }

  get page(): Page | undefined {
    return this.#page
  }

  isDestroyed(): boolean {
    return this.#page?.isClosed() ?? false
  }

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.#windowOpen = handler
  }

  send(channel: string, ...args: unknown[]): void {
    this.#page
      ?.evaluate(
        ([name, values]) => {
          const emit = (globalThis as { __electronEmit?: (name: string, values: unknown) => void })
            .__electronEmit
          emit?.(name, values)
        },
        [channel, args] as const,
      )
      .catch(() => undefined) // The page is going away; Electron drops the message, too.
  }

  async executeJavaScript(code: string): Promise<unknown> {
    return this.#page?.evaluate(code)
  }

  async show(page: Page, address: string): Promise<void> {
    this.#page = page
    page.once('close', () => this.emit('destroyed'))
    page.on('popup', (popup) => {
      if (this.#windowOpen({ url: popup.url() }).action === 'deny') void popup.close()
    })
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) this.mainFrame.url = this.#schemes.toScheme(frame.url())
    })
    await page.route('**/*', (route, request) => this.#decide(route, request))
    this.#loading = this.#schemes.toHttp(address)
    this.mainFrame.url = address
    await page.goto(this.#loading)
    this.#loading = ''
  }

  /** The frame object of a message: the main frame, or some other one that is not it. */
  frameOf(frame: Frame): { readonly url: string } {
    return frame === this.#page?.mainFrame() ? this.mainFrame : { url: this.#schemes.toScheme(frame.url()) }
  }

  async #decide(route: Route, request: Request): Promise<void> {
    const url = this.#schemes.toScheme(request.url())
    const isLoading = this.#loading !== '' && request.url().startsWith(this.#loading.split('#')[0]!)
    if (request.isNavigationRequest() && !isLoading && this.#prevents(url, request)) {
      report({ kind: 'denied', url })
      // The page stays as it is, as after preventDefault.
      await route.fulfill({ status: 204 })
      return
    }
    if (request.isNavigationRequest()) {
      const isMainFrame = request.frame() === this.#page?.mainFrame()
      this.emit('did-start-navigation', { isMainFrame, isSameDocument: false, url })
    }
    const answer = { cancel: false }
    sessionRules.beforeRequest?.({ url }, (response) => {
      Object.assign(answer, response)
    })
    if (answer.cancel) {
      report({ kind: 'denied', url })
      await route.abort()
    } else await route.continue()
  }

  #prevents(url: string, request: Request): boolean {
    const isMainFrame = request.frame() === this.#page?.mainFrame()
    const event = Object.assign(new Preventable(), { url, isMainFrame })
    if (isMainFrame) this.emit('will-navigate', event)
    this.emit('will-frame-navigate', event)
    return event.isPrevented
  }
}
