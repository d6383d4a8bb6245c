import { fork, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import type { DoubleCommand, DoubleReport } from './double/control.ts'

const main = join(process.env['EPISPLICE_BUILD']!, 'main/index.js')

/** The built application, running against the double, and the page of its window. */
export interface DesktopApp {
  readonly page: Page
  readonly home: string
  readonly reports: readonly DoubleReport[]
  /** Waits for a report of this kind that was not asked for before. */
  readonly next: <K extends DoubleReport['kind']>(kind: K) => Promise<DoubleReport & { kind: K }>
  readonly tell: (command: DoubleCommand) => void
  /** Answers the next native dialog with this path. */
  readonly choose: (path: string) => Promise<void>
  readonly exited: Promise<number | null>
  readonly close: () => Promise<void>
}

/** Starts the built main bundle as Electron would. `home` keeps history and settings over a restart. */
export async function openDesktopApp(
  options: { readonly home?: string; readonly args?: readonly string[] } = {},
): Promise<DesktopApp> {
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'episplice-desktop-'))
  const child = fork(main, ['app', ...(options.args ?? [])], {
    execArgv: ['--import', join(import.meta.dirname, 'double/register.ts')],
    env: { ...process.env, EPISPLICE_HOME: home },
    silent: true,
  })
  const printed: string[] = []
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => printed.push(chunk.toString()))
  const inbox = new Inbox(child, printed)
  const { endpoint } = await inbox.next('devtools')
  const browser = await chromium.connectOverCDP(endpoint)
  const { pageUrl } = await inbox.next('window')
  const page = await pageAt(browser, pageUrl)
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  return {
    page,
    home,
    reports: inbox.all,
    next: (kind) => inbox.next(kind),
    tell: (command) => child.send(command),
    choose: async (path) => {
      const { id } = await inbox.next('open-dialog')
      child.send({
        kind: 'answer',
        id,
        answer: { canceled: false, filePaths: [path] },
      } satisfies DoubleCommand)
    },
    exited,
    close: async () => {
      await browser.close().catch(() => undefined)
      // Without its line to the test the double ends itself, and Chromium with it.
      if (child.connected) child.disconnect()
      await exited
      if (options.home === undefined) rmSync(home, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function pageAt(browser: Browser, url: string): Promise<Page> {
  const pages = browser.contexts().flatMap((context) => context.pages())
  const found = pages.find((page) => page.url() === url)
  if (found === undefined) throw new Error(`no page at ${url}: ${pages.map((page) => page.url()).join(', ')}`)
  await found.waitForSelector('nav')
  return found
}

/** Reports in the order they came; each is taken once. */
class Inbox {
  readonly all: DoubleReport[] = []
  readonly #taken = new Set<DoubleReport>()
  readonly #waiting = new Set<() => void>()
  readonly #printed: readonly string[]
  #exit: string | undefined

  constructor(child: ChildProcess, printed: readonly string[]) {
    this.#printed = printed
    child.on('message', (message: DoubleReport) => {
      this.all.push(message)
      this.#wake()
    })
    child.once('exit', (code) => {
      this.#exit = `the application ended with ${String(code)}`
      this.#wake()
    })
  }

  async next<K extends DoubleReport['kind']>(kind: K): Promise<DoubleReport & { kind: K }> {
    for (;;) {
      const found = this.all.find((report) => report.kind === kind && !this.#taken.has(report))
      if (found !== undefined) {
        this.#taken.add(found)
        return found as DoubleReport & { kind: K }
      }
      if (this.#exit !== undefined) throw new Error(`${this.#exit}\n${this.#printed.join('')}`)
      await new Promise<void>((resolve) => this.#waiting.add(resolve))
    }
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve()
    this.#waiting.clear()
  }
}
