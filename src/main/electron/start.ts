import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app, type BrowserWindow } from 'electron'
import { toAppError } from '#shared/errors.ts'
import { createApplication, type Application } from '#main/application.ts'
import { homeFolder } from '#main/services/home.ts'
import { askBeforeClosing } from './close-question.ts'
import { datasetOfArguments, LINK_PROTOCOL } from './deep-link.ts'
import { desktopOf } from './dialogs.ts'
import { answerCalls, sendEvents } from './ipc.ts'
import { showJobs } from './job-signs.ts'
import { setMenu } from './menu.ts'
import { forkUtility } from './runner-process.ts'
import { declareScheme, serveScheme } from './scheme.ts'
import { denyByDefault } from './security.ts'
import { smokeTest } from './smoke-test.ts'
import { openWindow } from './window.ts'

let window: BrowserWindow | undefined
/** Links that arrived before there was anything to open them with. */
let waitingLink = datasetOfArguments(process.argv.slice(app.isPackaged ? 1 : 2))

/**
 * Starts the desktop application: one instance, a sandboxed window, the contract over IPC. Everything that has to
 * be said before the application is ready is said here, synchronously.
 */
export function start(): void {
  app.enableSandbox()
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return
  }
  declareScheme()
  denyByDefault()
  app.setAsDefaultProtocolClient(LINK_PROTOCOL)
  const opening = app.whenReady().then(open)
  opening.catch((error: unknown) => {
    process.stderr.write(`episplice: ${toAppError(error).message}\n`)
    app.exit(1)
  })
}

async function open(): Promise<void> {
  const home = homeFolder()
  mkdirSync(home, { recursive: true })
  const application = await createApplication({
    host: {
      kind: 'desktop',
      fork: forkUtility,
      servedFolders: undefined,
      desktop: desktopOf(home, () => window),
    },
    home,
  })
  serveScheme(join(import.meta.dirname, '../renderer'), (request) =>
    application.services.media.respond(request),
  )
  answerCalls(application)
  sendEvents(application)

  const show = (to: string): void => {
    window ??= newWindow(application, home, to)
    if (window.isMinimized()) window.restore()
    window.focus()
    application.events.publish('app.navigate', { to })
  }
  const openDataset = async (path: string): Promise<void> => {
    const place = await application.services.places.admit(path)
    show(`#/episodes/${place.id}`)
  }
  const notice = (error: unknown): void => {
    application.events.publish('app.notice', { error: toAppError(error) })
  }
  const follow = (path: string | undefined): void => {
    if (path === undefined) window?.focus()
    else openDataset(path).catch(notice)
  }

  setMenu(menuActions(application, show, notice))
  showJobs(application, () => window, show)
  app.on('second-instance', (_event, argv) => {
    follow(datasetOfArguments(argv.slice(1)))
  })
  app.on('open-url', (event, url) => {
    event.preventDefault()
    follow(datasetOfArguments([url]))
  })
  app.on('activate', () => {
    window ??= newWindow(application, home, '#/library')
  })
  app.on('window-all-closed', () => {
    app.quit()
  })
  closeBeforeQuitting(application)

  window = newWindow(application, home, '#/library')
  if (process.argv.includes('--smoke-test')) await smokeTest(application, window)
  if (waitingLink !== undefined) follow(waitingLink)
  waitingLink = undefined
}

function newWindow(application: Application, home: string, screen: string): BrowserWindow {
  const made = openWindow(home, screen)
  made.once('closed', () => {
    window = undefined
  })
  askBeforeClosing(made, {
    working: () =>
      application.services.jobs
        .list()
        .filter(({ state }) => state.kind === 'queued' || state.kind === 'running')
        .map(({ name }) => name),
    cancelAll: () => application.services.jobs.close(),
  })
  return made
}

function menuActions(application: Application, show: (to: string) => void, notice: (error: unknown) => void) {
  const { places, library, host } = application.services
  const picking = (purpose: 'dataset' | 'parquet' | 'root', then: (path: string) => Promise<void>) => () => {
    host.desktop
      ?.pick(purpose)
      .then((path) => (path === undefined ? undefined : then(path)))
      .catch(notice)
  }
  return {
    go: show,
    openDataset: picking('dataset', async (path) => {
      show(`#/episodes/${(await places.admit(path)).id}`)
    }),
    openParquet: picking('parquet', async (path) => {
      show(`#/parquet/${(await places.admit(path)).id}`)
    }),
    addFolder: picking('root', async (path) => {
      await library.addRoot((await places.admit(path)).id)
      show('#/library')
    }),
  }
}

/** Quitting waits until the database is closed and processes have ended. */
function closeBeforeQuitting(application: Application): void {
  let isClosed = false
  app.on('will-quit', (event) => {
    if (isClosed) return
    event.preventDefault()
    void application.close().finally(() => {
      isClosed = true
      app.quit()
    })
  })
}
