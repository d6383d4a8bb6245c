import { cp, rm } from 'node:fs/promises'
import { mkdtempSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest'
import { chromiumArgs } from '../../support/chromium.ts'
import { fixture } from '../../support/fixtures.ts'
import { collectPageErrors } from '../../support/page-errors.ts'
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

/** A server that all tests of a file share; each looks at it in a window of its own that remembers nothing. */
export interface SharedApp {
  /** The served folder, without links. */
  readonly root: string
  /** Where a browser that was never there begins; known once a test runs. */
  readonly url: () => string
  readonly open: (options?: PageOptions) => Promise<Pick<App, 'page' | 'context' | 'openWindow'>>
}

/** Serves copies of datasets from before the first test of a file until after its last, to tests that only look. */
export function shareApp(datasets: readonly string[]): SharedApp {
  const work = makeWorkFolder()
  const roots = [work.root]
  let server: Server | undefined
  beforeAll(async () => {
    await copyDatasets(work.root, datasets)
    server = await startServer({ home: work.home, roots })
  })
  afterAll(async () => {
    await server?.end('SIGKILL')
    await work.remove()
  })
  return {
    root: work.root,
    url: () => server!.url,
    open: async (options = {}) => {
      const { context } = await openContext(options)
      const openAt = async (url: string): Promise<Page> => {
        const page = await context.newPage()
        await page.goto(url)
        return page
      }
      const page = await openAt(server!.url)
      return { page, context, openWindow: () => openAt(server!.origin) }
    },
  }
}

/**
 * Opens the application. Everything is ended and removed with the test, which fails when the page threw or wrote an
 * error into the console.
 */
export async function openApp(options: AppOptions = {}): Promise<App> {
  const { root, home, remove } = makeWorkFolder()
  await copyDatasets(root, options.datasets ?? [])

  let server = await startServer({ home, roots: [root] })
  onTestFinished(async () => {
    await server.end('SIGKILL')
    await remove()
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

function makeWorkFolder() {
  const work = realpathSync(mkdtempSync(join(tmpdir(), 'episplice-app-')))
  return {
    root: join(work, 'robots'),
    home: join(work, 'home'),
    remove: () => rm(work, { recursive: true, force: true, maxRetries: 5 }),
  }
}

async function copyDatasets(root: string, datasets: readonly string[]): Promise<void> {
  await cp(fixture('README.md'), join(root, 'README.md'), { recursive: true })
  for (const name of datasets) await cp(fixture(name), join(root, name), { recursive: true })
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
  const errors = collectPageErrors(context, options.expectedErrors)
  // What is registered last is called first: pages end before their server does.
  onTestFinished(async () => {
    await context.close()
    expect(errors.found, 'errors in the page').toEqual([])
  })
  context.setDefaultTimeout(20_000)
  return { context, expected: errors.expected }
}

function launch(): Promise<Browser> {
  launched ??= chromium.launch({
    executablePath: process.env['CHROMIUM_PATH']!,
    args: chromiumArgs,
  })
  return launched
}
