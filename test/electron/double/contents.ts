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
  /** A document that takes the place of the one that is shown is under way. */
  #isLeaving = false
  #isGone = false
  readonly #loaded = Promise.withResolvers<Page>()
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

  /** Waits for a page that is still loading, as Electron does. */
  async executeJavaScript(code: string): Promise<unknown> {
    const page = await this.#loaded.promise
    return page.evaluate(code)
  }

  async show(page: Page, address: string): Promise<void> {
    this.#page = page
    page.once('close', () => this.emit('destroyed'))
    page.on('popup', (popup) => {
      if (this.#windowOpen({ url: popup.url() }).action === 'deny') void popup.close()
    })
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) this.#arrive(frame.url())
    })
    await page.route('**/*', (route, request) => this.#decide(route, request))
    this.#loading = this.#schemes.toHttp(address)
    this.mainFrame.url = address
    await page.goto(this.#loading)
    this.#loaded.resolve(page)
  }

  /** What the page did until now was told. */
  async settled(): Promise<void> {
    // Answers come behind the events before them.
    await this.#page?.evaluate('undefined').catch(() => undefined)
  }

  getURL(): string {
    return this.mainFrame.url
  }

  reload(): void {
    const address = this.#schemes.toHttp(this.mainFrame.url)
    this.#loading = address
    void this.#page?.goto(address)
  }

  /** The process of the page ends: nothing is left of what it showed. */
  async crash(reason: string): Promise<void> {
    this.#isGone = true
    await this.#page?.goto('about:blank')
    this.#isGone = false
    this.emit('render-process-gone', {}, { reason, exitCode: 1 })
  }

  /** The frame object of a message: the main frame, or some other one that is not it. */
  frameOf(frame: Frame): { readonly url: string } {
    return frame === this.#page?.mainFrame() ? this.mainFrame : { url: this.#schemes.toScheme(frame.url()) }
  }

  #arrive(address: string): void {
    if (this.#isGone) return
    const url = this.#schemes.toScheme(address)
    this.mainFrame.url = url
    if (this.#isLeaving) this.emit('did-navigate', {}, url, 200, 'OK')
    else this.emit('did-navigate-in-page', {}, url, true)
    this.#isLeaving = false
    this.#loading = ''
  }

  async #decide(route: Route, request: Request): Promise<void> {
    const url = this.#schemes.toScheme(request.url())
    const isMainFrame = request.frame() === this.#page?.mainFrame()
    if (request.isNavigationRequest()) {
      // Electron tells of it before anyone may prevent it.
      this.emit('did-start-navigation', { isMainFrame, isSameDocument: false, url })
      const isLoading = this.#loading !== '' && request.url().startsWith(this.#loading.split('#')[0]!)
      // What the application itself loads is not asked about.
      if (!isLoading && this.#prevents(url, isMainFrame)) {
        report({ kind: 'denied', url })
        // The page stays as it is, as after preventDefault.
        await route.fulfill({ status: 204 })
        return
      }
      this.#isLeaving ||= isMainFrame
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

  #prevents(url: string, isMainFrame: boolean): boolean {
    const event = Object.assign(new Preventable(), { url, isMainFrame })
    this.emit('will-frame-navigate', event)
    if (isMainFrame && !event.isPrevented) this.emit('will-navigate', event)
    return event.isPrevented
  }
}
