import { EventEmitter } from 'node:events'
import type { Browser } from 'playwright-core'
import type { BrowserWindowConstructorOptions, Rectangle } from 'electron'
import { startChromium } from './chromium-process.ts'
import { Contents } from './contents.ts'
import { control, report } from './control.ts'
import { appEvents, schemes, handlers } from './state.ts'
import { Preventable } from './preventable.ts'
import { needReady } from './readiness.ts'
import { preloadWorld } from './preload-world.ts'

let browser: Promise<Browser> | undefined
const windows = new Set<DoubleWindow>()
let isQuitting = false

/** A window of the application: a page of a real Chromium that runs the real preload script. */
export class DoubleWindow extends EventEmitter {
  readonly webContents = new Contents(schemes)
  readonly #options: BrowserWindowConstructorOptions
  #isDestroyed = false
  #isMinimized = false

  constructor(options: BrowserWindowConstructorOptions) {
    super()
    needReady('Cannot create BrowserWindow before app is ready')
    this.#options = options
    windows.add(this)
    appEvents.emit('web-contents-created', {}, this.webContents)
    control.on('close-window', this.#closeByHand)
    control.on('crash-page', this.#crash)
    control.on('minimize', this.#minimize)
  }

  async loadURL(address: string): Promise<void> {
    const { webPreferences = {} } = this.#options
    await schemes.listen()
    const chromium = await (browser ??= startChromium())
    const context = chromium.contexts()[0] ?? (await chromium.newContext())
    const page = await context.newPage()
    await page.exposeBinding('__electronInvoke', ({ frame }, channel: string, args: unknown[]) =>
      handlers.invoke(
        channel,
        { sender: this.webContents, senderFrame: this.webContents.frameOf(frame) },
        args,
      ),
    )
    await page.exposeBinding('__electronSend', ({ frame }, channel: string, args: unknown[]) => {
      handlers.emit(
        channel,
        { sender: this.webContents, senderFrame: this.webContents.frameOf(frame) },
        ...args,
      )
    })
    if (webPreferences.preload !== undefined) await page.addInitScript(preloadWorld(webPreferences.preload))
    await this.webContents.show(page, address)
    report({ kind: 'window', address, pageUrl: page.url(), webPreferences: { ...webPreferences } })
    this.emit('ready-to-show')
  }

  /** Who closes a window has seen what it shows: where the page went before is told by then, as in Electron. */
  readonly #closeByHand = (): void => {
    void this.webContents.settled().then(this.close)
  }

  readonly close = (): void => {
    const event = new Preventable()
    this.emit('close', event)
    if (!event.isPrevented) this.destroy()
  }

  isDestroyed(): boolean {
    return this.#isDestroyed
  }

  readonly #crash = ({ reason }: { readonly reason: string }): void => {
    void this.webContents.crash(reason)
  }

  readonly #minimize = (): void => {
    this.#isMinimized = true
  }

  destroy(): void {
    if (this.#isDestroyed) return
    this.#isDestroyed = true
    control.off('close-window', this.#closeByHand)
    control.off('crash-page', this.#crash)
    control.off('minimize', this.#minimize)
    windows.delete(this)
    void this.webContents.page?.close()
    this.emit('closed')
    if (windows.size === 0 && !isQuitting) appEvents.emit('window-all-closed')
  }

  setProgressBar(fraction: number): void {
    report({ kind: 'progress-bar', fraction })
  }

  getNormalBounds(): Rectangle {
    return { x: 0, y: 0, width: this.#options.width ?? 1280, height: this.#options.height ?? 800 }
  }

  isMaximized(): boolean {
    return false
  }

  isMinimized(): boolean {
    return this.#isMinimized
  }

  isFocused(): boolean {
    return false
  }

  maximize(): void {
    this.emit('maximize')
  }

  restore(): void {
    this.#isMinimized = false
    this.emit('restore')
    report({ kind: 'restored' })
  }

  show(): void {
    this.emit('show')
  }

  focus(): void {
    this.emit('focus')
  }
}

/** Asks every window to close, as quitting does. Returns whether all of them did. */
export function closeWindows(): boolean {
  isQuitting = true
  for (const window of [...windows]) window.close()
  isQuitting = false
  return windows.size === 0
}
