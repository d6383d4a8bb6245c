import { app, dialog, type BrowserWindow } from 'electron'
import { EngineError, toAppError } from '#shared/errors.ts'
import { episodePath, episodesPath, LINK_PROTOCOL, parquetPath, routes } from '#shared/routes.ts'
import { createApplication, type Application } from '#main/application.ts'
import { rendererFolder } from '#main/build-folder.ts'
import { askBeforeClosing } from './close-question.ts'
import { targetOfArguments, type LinkTarget } from './deep-link.ts'
import { desktopOf } from './dialogs.ts'
import { answerCalls, sendEvents } from './ipc.ts'
import { showJobs } from './job-signs.ts'
import { setMenu, type MenuActions } from './menu.ts'
import { reloadAfterCrash } from './page-crash.ts'
import { forkUtility } from './runner-process.ts'
import { declareScheme, serveScheme } from './scheme.ts'
import { guardPages, guardSession } from './security.ts'
import { isSmokeTest, smokeTest } from './smoke-test.ts'
import { openWindow } from './window.ts'

let window: BrowserWindow | undefined
/** Links that arrived before there was anything to open them with. */
let waitingLink = targetOfArguments(process.argv.slice(app.isPackaged ? 1 : 2))

/**
 * Starts the desktop application: one instance, a sandboxed window, the contract over IPC. Everything that has to
 * be said before the application is ready is said here, synchronously.
 */
export function start(): void {
  app.enableSandbox()
  if (!app.requestSingleInstanceLock()) {
    if (isSmokeTest) fail(new EngineError('NOT_AVAILABLE', 'another Episplice runs and would be shown instead'))
    else app.quit()
    return
  }
  declareScheme()
  guardPages()
  app.setAsDefaultProtocolClient(LINK_PROTOCOL)
  app.whenReady().then(open).catch(fail)
}

function fail(error: unknown): void {
  const { message, hint } = toAppError(error)
  process.stderr.write(`episplice: ${message}\n`)
  // Who started it with a double click reads no terminal; who tests it answers no dialog.
  if (!isSmokeTest)
    dialog.showErrorBox('Episplice cannot start', hint === undefined ? message : `${message}\n\n${hint}`)
  app.exit(1)
}

async function open(): Promise<void> {
  guardSession()
  const application: Application = await createApplication({
    host: {
      kind: 'desktop',
      fork: forkUtility,
      servedFolders: undefined,
      desktop: desktopOf(
        () => window,
        () => application.services.remembered,
      ),
    },
  })
  await serveScheme(rendererFolder, (request) => application.services.media.respond(request))
  answerCalls(application)
  sendEvents(application)

  const show = (route: string): void => {
    window ??= newWindow(application, route)
    if (window.isMinimized()) window.restore()
    window.focus()
    application.events.publish('app.navigate', { to: `#${route}` })
  }
  const openDataset = async (path: string, moment?: LinkTarget['moment']): Promise<void> => {
    const { id } = await application.services.places.admit(path)
    show(moment === undefined ? episodesPath(id) : episodePath(id, moment.episode, moment.frame))
  }
  const notice = (error: unknown): void => {
    application.events.publish('app.notice', { error: toAppError(error) })
  }
  const follow = (target: LinkTarget | undefined): void => {
    if (target === undefined) window?.focus()
    else openDataset(target.path, target.moment).catch(notice)
  }

  setMenu(menuActions(application, { show, openDataset, notice }))
  showJobs(application, () => window, show)
  app.on('second-instance', (_event, argv) => {
    follow(targetOfArguments(argv.slice(1)))
  })
  app.on('open-url', (event, url) => {
    event.preventDefault()
    follow(targetOfArguments([url]))
  })
  app.on('activate', () => {
    window ??= newWindow(application, routes.library)
  })
  app.on('window-all-closed', () => {
    app.quit()
  })
  closeBeforeQuitting(application)

  window = newWindow(application, routes.library)
  if (isSmokeTest) {
    const { findings, failed } = await smokeTest(application, window.webContents, { dataset: waitingLink?.path })
    process.stdout.write(`${JSON.stringify(findings, undefined, 2)}\n`, () => {
      app.exit(failed.length === 0 ? 0 : 1)
    })
    return
  }
  if (waitingLink !== undefined) follow(waitingLink)
  waitingLink = undefined
}

function newWindow({ services: { jobs, remembered }, events }: Application, route: string): BrowserWindow {
  const made = openWindow(remembered, route)
  made.once('closed', () => {
    window = undefined
  })
  const onError = (error: unknown): void => {
    events.publish('app.notice', { error: toAppError(error) })
  }
  askBeforeClosing(made, {
    working: () => jobs.unfinished().map(({ name }) => name),
    cancelAll: () => jobs.close(),
    onError,
  })
  reloadAfterCrash(made, onError)
  return made
}

interface WindowActions {
  readonly show: (route: string) => void
  readonly openDataset: (path: string) => Promise<void>
  readonly notice: (error: unknown) => void
}

function menuActions(application: Application, { show, openDataset, notice }: WindowActions): MenuActions {
  const { places, library, host } = application.services
  const picking = (purpose: 'dataset' | 'parquet' | 'root', then: (path: string) => Promise<void>) => () => {
    host.desktop
      ?.pick(purpose)
      .then((path) => (path === undefined ? undefined : then(path)))
      .catch(notice)
  }
  return {
    go: show,
    openDataset: picking('dataset', openDataset),
    openParquet: picking('parquet', async (path) => {
      show(parquetPath((await places.admit(path)).id))
    }),
    addFolder: picking('root', async (path) => {
      await library.addRoot((await places.admit(path)).id)
      show(routes.library)
    }),
  }
}

/** Quitting waits until the database is closed and processes have ended; however often it is asked for. */
function closeBeforeQuitting(application: Application): void {
  let closing: 'not yet' | 'under way' | 'done' = 'not yet'
  app.on('will-quit', (event) => {
    if (closing === 'done') return
    event.preventDefault()
    if (closing === 'under way') return
    closing = 'under way'
    application
      .close()
      .catch((error: unknown) => {
        process.stderr.write(`episplice: ${toAppError(error).message}\n`)
      })
      .finally(() => {
        closing = 'done'
        app.quit()
      })
  })
}
