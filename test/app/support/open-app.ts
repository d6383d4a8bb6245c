import { cp, mkdtemp, rm } from 'node:fs/promises'
import { realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { afterAll, expect, onTestFinished } from 'vitest'
import { chromiumArgs } from '../../support/chromium.ts'
import { fixture } from '../../support/fixtures.ts'
import { startServer, type Server } from './server.ts'

let launched: Promise<Browser> | undefined

// One browser for a test file; each application has a context of its own in it.
afterAll(async () => {
  await (await launched)?.close()
})

/** How a page is to be shown. */
export interface PageOptions {
  readonly viewport?: { readonly width: number; readonly height: number }
  readonly colorScheme?: 'light' | 'dark'
  /** Messages of the browser's console that this test causes on purpose. */
  readonly expectedErrors?: readonly RegExp[]
}

/** How the application is to be opened. */
export interface AppOptions extends PageOptions {
  /** Recorded datasets that are copied into the served folder. */
  readonly datasets?: readonly string[]
}

/** The application in a browser, served by a real server over copies of real datasets. */
export interface App {
  readonly page: Page
  readonly context: BrowserContext
  /** The one at work; another one after {@link App.restart}. */
  readonly server: Server
  /** The served folder, without links. */
  readonly root: string
  readonly home: string
  /** Another window of the same browser. */
  readonly openWindow: () => Promise<Page>
  /** Ends the server (`SIGKILL`: it crashes), starts another one on the same folders, and opens the page there. */
  readonly restart: (signal?: NodeJS.Signals) => Promise<void>
}

/**
 * Opens the application. Everything is ended and removed with the test, which fails when the page threw or wrote an
 * error into the console.
 */
export async function openApp(options: AppOptions = {}): Promise<App> {
  const work = realpathSync(await mkdtemp(join(tmpdir(), 'episplice-app-')))
  const [root, home] = [join(work, 'robots'), join(work, 'home')]
  await cp(fixture('README.md'), join(root, 'README.md'), { recursive: true })
  for (const name of options.datasets ?? []) await cp(fixture(name), join(root, name), { recursive: true })

  let server = await startServer({ home, roots: [root] })
  onTestFinished(async () => {
    await server.end('SIGKILL')
    await rm(work, { recursive: true, force: true, maxRetries: 5 })
  })
  const { context, expected } = await openContext(options)
  const page = await context.newPage()
  await page.goto(server.url)
  return {
    page,
    context,
    root,
    home,
    get server() {
      return server
    },
    openWindow: async () => {
      const other = await context.newPage()
      await other.goto(server.origin)
      return other
    },
    restart: async (signal) => {
      // Pages go on asking the server that is gone, then the one that does not know them.
      expected.push(/net::ERR_/, /401 \(Unauthorized\)/)
      await server.end(signal)
      server = await startServer({ home, roots: [root] })
      await page.goto(server.url)
    },
  }
}

/** An empty page whose errors fail the test; for what {@link openApp} does not start. */
export async function openPage(options: PageOptions = {}): Promise<Page> {
  const { context } = await openContext(options)
  return context.newPage()
}

async function openContext(options: PageOptions): Promise<{ context: BrowserContext; expected: RegExp[] }> {
  const browser = await launch()
  const context = await browser.newContext({
    viewport: options.viewport ?? { width: 1280, height: 800 },
    colorScheme: options.colorScheme ?? 'light',
    reducedMotion: 'reduce',
  })
  const errors: string[] = []
  // What is registered last is called first: pages end before their server does.
  onTestFinished(async () => {
    await context.close()
    expect(errors, 'errors in the page').toEqual([])
  })
  const expected = [...(options.expectedErrors ?? [])]
  const note = (text: string): void => {
    if (!expected.some((pattern) => pattern.test(text))) errors.push(text)
  }
  context.on('page', (page) => {
    page.setDefaultTimeout(20_000)
    page.on('pageerror', (error) => {
      note(error.stack ?? error.message)
    })
    page.on('console', (message) => {
      if (message.type() === 'error') note(`${message.text()} (${message.location().url})`)
    })
  })
  return { context, expected }
}

function launch(): Promise<Browser> {
  launched ??= chromium.launch({
    executablePath: process.env['CHROMIUM_PATH']!,
    args: chromiumArgs,
  })
  return launched
}
