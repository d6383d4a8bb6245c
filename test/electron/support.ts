import { fork, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { expect } from 'vitest'
import { collectPageErrors } from '../support/page-errors.ts'
import type { DoubleCommand, DoubleReport, EarlyLinks } from './double/control.ts'

/** Until the application tells what a test waits for, on a busy machine. */
const PATIENCE_MS = 60_000
const main = join(process.env['EPISPLICE_BUILD']!, 'main/index.js')

/** The built application, running against the double, and the page of its window. */
export interface DesktopApp {
  readonly page: Page
  readonly home: string
  /** The main process. */
  readonly pid: number
  readonly reports: readonly DoubleReport[]
  /** Waits for a report of this kind that was not asked for before. Throws with what came instead after a minute. */
  readonly next: <K extends DoubleReport['kind']>(kind: K) => Promise<DoubleReport & { kind: K }>
  readonly tell: (command: DoubleCommand) => void
  /** Answers the next native dialog with this path. */
  readonly choose: (path: string) => Promise<void>
  /** How it ended by itself. Rejects with what came instead after a minute. */
  readonly exit: () => Promise<number | null>
  /** Ends it as the system does, which gives it no time. */
  readonly kill: () => Promise<void>
  /** Ends it; throws when its page had errors. */
  readonly close: () => Promise<void>
}

/** How the application ended by itself, and what it printed. */
export interface DesktopRun {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Starts the built main bundle as Electron would, and waits until it ends by itself. */
export async function runDesktopApp(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<DesktopRun> {
  const home = mkdtempSync(join(tmpdir(), 'episplice-desktop-'))
  const child = forkApp(args, { EPISPLICE_HOME: home, ...env })
  const printed = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.on('data', (chunk: Buffer) => (printed[name] += chunk.toString()))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  return { code, ...printed }
}

function forkApp(args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  return fork(main, ['app', ...args], {
    execArgv: ['--import', join(import.meta.dirname, 'double/register.ts')],
    env: { ...process.env, ...env },
    silent: true,
  })
}

/** Starts the built main bundle as Electron would. `home` keeps history and settings over a restart. */
export async function openDesktopApp(
  options: {
    readonly home?: string
    readonly args?: readonly string[]
    readonly links?: EarlyLinks
    /** Messages of the page's console that this test causes on purpose. */
    readonly expectedErrors?: readonly RegExp[]
  } = {},
): Promise<DesktopApp> {
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'episplice-desktop-'))
  const child = forkApp(options.args ?? [], {
    EPISPLICE_HOME: home,
    EPISPLICE_TEST_LINKS: JSON.stringify(options.links ?? {}),
  })
  const printed: string[] = []
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => printed.push(chunk.toString()))
  const inbox = new Inbox(child, printed)
  const { endpoint, pid: browserPid } = await inbox.next('devtools')
  const browser = await chromium.connectOverCDP(endpoint)
  const { pageUrl } = await inbox.next('window')
  const page = await pageAt(browser, pageUrl)
  const errors = collectPageErrors(page.context(), options.expectedErrors)
  const end = async (): Promise<void> => {
    await browser.close().catch(() => undefined)
    // Without its line to the test the double ends itself, and Chromium with it.
    if (child.connected) child.disconnect()
    await inbox.ended
  }
  return {
    page,
    home,
    pid: child.pid!,
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
    exit: () => inbox.within(inbox.ended, 'the end'),
    kill: async () => {
      child.kill('SIGKILL')
      await inbox.ended
      // Nobody was left to end it.
      process.kill(browserPid, 'SIGKILL')
      await browser.close().catch(() => undefined)
      expect(errors.found, 'errors in the page').toEqual([])
    },
    close: async () => {
      await end()
      if (options.home === undefined) rmSync(home, { recursive: true, force: true, maxRetries: 5 })
      expect(errors.found, 'errors in the page').toEqual([])
    },
  }
}

async function pageAt(browser: Browser, url: string): Promise<Page> {
  const pages = browser.contexts().flatMap((context) => context.pages())
  // It may have gone on to another screen.
  const found = pages.find((page) => page.url().split('#')[0] === url.split('#')[0])
  if (found === undefined) throw new Error(`no page at ${url}: ${pages.map((page) => page.url()).join(', ')}`)
  await found.waitForSelector('nav')
  return found
}

/** Reports in the order they came; each is taken once. */
class Inbox {
  readonly all: DoubleReport[] = []
  /** Resolves with the exit code of the application. */
  readonly ended: Promise<number | null>
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
    this.ended = new Promise((resolve) => {
      child.once('exit', (code) => {
        this.#exit = `the application ended with ${String(code)}`
        this.#wake()
        resolve(code)
      })
    })
  }

  next<K extends DoubleReport['kind']>(kind: K): Promise<DoubleReport & { kind: K }> {
    return this.within(this.#next(kind), kind)
  }

  /** What a promise comes to; throws with everything that is known when it does not come soon. */
  async within<T>(promise: Promise<T>, what: string): Promise<T> {
    const { promise: late, reject } = Promise.withResolvers<never>()
    const timer = setTimeout(() => {
      reject(new Error(`waited in vain for ${what}: ${this.#seen()}`))
    }, PATIENCE_MS)
    try {
      return await Promise.race([promise, late])
    } finally {
      clearTimeout(timer)
    }
  }

  async #next<K extends DoubleReport['kind']>(kind: K): Promise<DoubleReport & { kind: K }> {
    for (;;) {
      const found = this.all.find((report) => report.kind === kind && !this.#taken.has(report))
      if (found !== undefined) {
        this.#taken.add(found)
        return found as DoubleReport & { kind: K }
      }
      if (this.#exit !== undefined) throw new Error(this.#seen())
      await new Promise<void>((resolve) => this.#waiting.add(resolve))
    }
  }

  #seen(): string {
    const told = this.all.map(
      (report) => `${this.#taken.has(report) ? '' : 'not taken: '}${JSON.stringify(report)}`,
    )
    return [this.#exit ?? 'the application runs', ...told.slice(-30), ...this.#printed].join('\n')
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve()
    this.#waiting.clear()
  }
}
