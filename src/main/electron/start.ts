import { app, dialog, type BrowserWindow } from 'electron'
import { EngineError, toAppError } from '#shared/errors.ts'
import { LINK_PROTOCOL, routes } from '#shared/routes.ts'
import { createApplication, type Application } from '#main/application.ts'
import { rendererFolder } from '#main/build-folder.ts'
import { APP_ID } from './app-id.ts'
import { askBeforeClosing } from './close-question.ts'
import { ownArguments, routeOf, targetOfArguments, type LinkTarget } from './deep-link.ts'
import { desktopOf } from './dialogs.ts'
import { speakWithPages } from './ipc.ts'
import { showJobs } from './job-signs.ts'
import { menuActions } from './menu-actions.ts'
import { setMenu } from './menu.ts'
import { keepAwake } from './keep-awake.ts'
import { restoredRoute } from './last-route.ts'
import { reloadAfterCrash } from './page-crash.ts'
import { closeBeforeQuitting } from './quitting.ts'
import { forkUtility } from './runner-process.ts'
import { declareScheme, serveScheme } from './scheme.ts'
import { guardPages, guardSession } from './security.ts'
import { isSmokeTest, smokeTest } from './smoke-test.ts'
import { openWindow } from './window.ts'

let window: BrowserWindow | undefined
/** What is to be shown as soon as there is something to show it with. */
let waitingLink = targetOfArguments(ownArguments(process.argv, app.isPackaged))
/** Shows what a link or another start of the application asks for, or just the window. */
let follow = (target: LinkTarget | undefined): void => {
  waitingLink = target ?? waitingLink
}

/**
 * Starts the desktop application: one instance, a sandboxed window, the contract over IPC. Everything that has to
 * be said before the application is ready is said here, synchronously.
 */
export function start(): void {
  app.enableSandbox()
  // Electron shows what nobody caught in a dialog, before which a test would stand for ever.
  if (isSmokeTest) process.on('uncaughtException', fail)
  if (!app.requestSingleInstanceLock()) {
    if (isSmokeTest)
      fail(new EngineError('NOT_AVAILABLE', 'another Episplice runs and would be shown instead'))
    else app.quit()
    return
  }
  // Notifications of Windows come under this name, and its taskbar goes by it.
  if (process.platform === 'win32') app.setAppUserModelId(APP_ID)
  declareScheme()
  guardPages()
  // A link that starts the application on macOS comes before it is ready, and another start while it is still opening.
  app.on('second-instance', (_event, argv) => {
    follow(targetOfArguments(ownArguments(argv, app.isPackaged)))
  })
  app.on('open-url', (event, url) => {
    event.preventDefault()
    follow(targetOfArguments([url]))
  })
  // Unpackaged it would be Electron's program that every link starts, without this application.
  if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_PROTOCOL)
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
  const application: Application = createApplication({
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
  const { places } = application.services
  await serveScheme(rendererFolder, (request) => application.services.media.respond(request))
  const pages = speakWithPages(application)

  const show = (route: string): void => {
    if (window === undefined) {
      window = newWindow(application, route)
      return
    }
    bringForward(window)
    // A page that is still loading hears of it when it listens.
    pages.whenListening(window.webContents, () => {
      application.events.publish('app.navigate', { to: `#${route}` })
    })
  }
  const openDataset = async (path: string): Promise<void> => {
    show(await routeOf({ path, moment: undefined, isChosen: true }, places))
  }
  const notice = (error: unknown): void => {
    application.events.publish('app.notice', { error: toAppError(error) })
  }

  setMenu(menuActions(application, { show, openDataset, notice }))
  showJobs(application, () => window, show)
  keepAwake(application)
  app.on('activate', () => {
    window ??= newWindow(application, routes.library)
  })
  app.on('window-all-closed', () => {
    app.quit()
  })
  closeBeforeQuitting(application, pages)

  const first = takeWaitingLink()
  if (isSmokeTest) {
    window = newWindow(application, routes.library)
    const { findings, failed } = await smokeTest(application, window.webContents, {
      dataset:
        first?.path ?? ownArguments(process.argv, app.isPackaged).find((given) => !given.startsWith('-')),
    })
    process.stdout.write(`${JSON.stringify(findings, undefined, 2)}\n`, () => {
      app.exit(failed.length === 0 ? 0 : 1)
    })
    return
  }
  const firstRoute = first === undefined ? undefined : await routeOf(first, places).catch(notice)
  // A menu may have opened one meanwhile.
  if (window === undefined || firstRoute !== undefined)
    show(firstRoute ?? (await restoredRoute(application.services)))
  follow = (target) => {
    if (target !== undefined) routeOf(target, places).then(show, notice)
    else if (window !== undefined) bringForward(window)
  }
  const second = takeWaitingLink()
  if (second !== undefined) follow(second)
}

function takeWaitingLink(): LinkTarget | undefined {
  const taken = waitingLink
  waitingLink = undefined
  return taken
}

function bringForward(shown: BrowserWindow): void {
  if (shown.isMinimized()) shown.restore()
  shown.focus()
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
