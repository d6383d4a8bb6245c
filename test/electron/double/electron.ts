// A double of the Electron APIs that the application uses, for machines where Electron's binary cannot be had. The types
// are Electron's own, so a call that Electron does not have fails to compile, and a call that the double does not
// have fails when it is made.
import { fork } from 'node:child_process'
import { EventEmitter } from 'node:events'
import type * as Electron from 'electron'
import { askTest, control, report, type EarlyLinks } from './control.ts'
import { sessionRules } from './contents.ts'
import { Preventable } from './preventable.ts'
import { permissions, type PermissionHandlers } from './permissions.ts'
import { needNotReady, needReady, ready } from './readiness.ts'
import { appEvents, handlers, schemes, type Handlers } from './state.ts'
import { closeWindows, DoubleWindow } from './window.ts'

const NO_SESSION = 'Session can only be received when app is ready'
const NO_DIALOG = 'dialog module can only be used after app is ready'

const isSwitch = (item: Electron.MenuItemConstructorOptions) => item.type === 'separator'

export const app = Object.assign(appEvents, {
  isPackaged: false,
  enableSandbox: () => {
    needNotReady('app.enableSandbox() can only be called before app is ready')
  },
  requestSingleInstanceLock: () => process.env['EPISPLICE_TEST_LOCK'] !== 'taken',
  setAsDefaultProtocolClient: () => true,
  whenReady: () => ready,
  getVersion: () => '0.0.0-double',
  quit: () => {
    const before = new Preventable()
    appEvents.emit('before-quit', before)
    // Of windows that close because of this, `window-all-closed` does not tell.
    if (before.isPrevented || !closeWindows()) return
    const quitting = new Preventable()
    appEvents.emit('will-quit', quitting)
    if (!quitting.isPrevented) process.exit(0)
  },
  exit: (code = 0) => process.exit(code),
}) satisfies Partial<
  Pick<Electron.App, 'isPackaged' | 'requestSingleInstanceLock' | 'getVersion' | 'quit' | 'exit'>
>

control.on('second-instance', ({ argv }) => {
  appEvents.emit('second-instance', {}, argv)
})

// What the system does too early for a test to ask for it.
const { beforeReady, withWindow } = JSON.parse(process.env['EPISPLICE_TEST_LINKS'] ?? '{}') as EarlyLinks
if (beforeReady !== undefined) setImmediate(() => appEvents.emit('open-url', new Preventable(), beforeReady))
if (withWindow !== undefined)
  appEvents.once('web-contents-created', () => {
    appEvents.emit('second-instance', {}, ['electron', 'app', withWindow])
  })

export const BrowserWindow = DoubleWindow

export const ipcMain: Handlers = handlers

export const protocol = {
  registerSchemesAsPrivileged: (list: Electron.CustomScheme[]) => {
    needNotReady('protocol.registerSchemesAsPrivileged should be called before app is ready')
    for (const { privileges } of list) {
      if (privileges?.standard !== true || privileges.stream !== true)
        throw new Error('a scheme for media must be standard and stream')
    }
  },
  handle: (scheme: string, handler: Parameters<Electron.Protocol['handle']>[1]) => {
    // It is that of the default session.
    needReady(NO_SESSION)
    schemes.handle(scheme, handler)
  },
} satisfies Partial<Electron.Protocol>

const defaultSession = {
  setPermissionRequestHandler: (handler: NonNullable<PermissionHandlers['request']>) => {
    permissions.request = handler
  },
  setPermissionCheckHandler: (handler: NonNullable<PermissionHandlers['check']>) => {
    permissions.check = handler
  },
  setDevicePermissionHandler: (handler: NonNullable<PermissionHandlers['device']>) => {
    permissions.device = handler
  },
  webRequest: {
    onBeforeRequest: (listener: NonNullable<typeof sessionRules.beforeRequest>) => {
      sessionRules.beforeRequest = listener
    },
  },
}

export const session = {
  get defaultSession() {
    needReady(NO_SESSION)
    return defaultSession
  },
}

export const dialog = {
  showOpenDialog: (...args: unknown[]) => {
    needReady(NO_DIALOG)
    return askTest<Electron.OpenDialogReturnValue>({
      kind: 'open-dialog',
      options: args.at(-1) as Electron.OpenDialogOptions,
    })
  },
  showMessageBox: (...args: unknown[]) => {
    needReady(NO_DIALOG)
    return askTest<Electron.MessageBoxReturnValue>({
      kind: 'message-box',
      options: args.at(-1) as Electron.MessageBoxOptions,
    })
  },
  // The one dialog that may be shown before.
  showErrorBox: (title: string, content: string) => {
    report({ kind: 'error-box', title, content })
  },
}

export const shell = {
  showItemInFolder: (target: string) => {
    report({ kind: 'reveal', target })
  },
  openExternal: (target: string) => {
    report({ kind: 'open-external', target })
    return Promise.resolve()
  },
} satisfies Partial<Electron.Shell>

export const Menu = {
  buildFromTemplate: (template: Electron.MenuItemConstructorOptions[]) => template,
  setApplicationMenu: (template: Electron.MenuItemConstructorOptions[]) => {
    const items = template.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []))
    report({
      kind: 'menu',
      labels: items.flatMap((item) => item.label ?? (isSwitch(item) ? [] : (item.role ?? []))),
    })
    control.on('click-menu', ({ label }) => {
      const item = items.find((candidate) => candidate.label === label)
      if (item?.click === undefined) throw new Error(`the menu has no ${label}`)
      ;(item.click as () => void)()
    })
  },
}

export class Notification extends EventEmitter {
  static isSupported(): boolean {
    return true
  }

  readonly #options: Electron.NotificationConstructorOptions

  constructor(options: Electron.NotificationConstructorOptions) {
    super()
    needReady('Cannot create Notification before app is ready')
    this.#options = options
  }

  show(): void {
    report({ kind: 'notification', title: this.#options.title ?? '', body: this.#options.body ?? '' })
    control.once('click-notification', () => this.emit('click'))
  }
}

let blockers = 0
export const powerSaveBlocker = {
  start: (type) => {
    report({ kind: 'power-save', type })
    return ++blockers
  },
  stop: (id) => {
    report({ kind: 'power-save', type: undefined })
    return id === blockers
  },
} satisfies Partial<Electron.PowerSaveBlocker>

export const nativeTheme = { shouldUseDarkColors: false }

export const screen = {
  getAllDisplays: () => {
    needReady("The 'screen' module can't be used before the app 'ready' event")
    return [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }]
  },
}

export const utilityProcess = {
  fork: (path: string, args: string[], options: Electron.ForkOptions) => {
    needReady('utilityProcess cannot be created before app is ready.')
    if (options.stdio !== 'pipe') throw new Error('a utility process whose output nobody reads')
    const child = fork(path, args, {
      execArgv: [...v8Flags(options), '--import', new URL('parent-port.ts', import.meta.url).href],
      silent: true,
    })
    const process = Object.assign(new EventEmitter(), {
      stdout: child.stdout,
      stderr: child.stderr,
      postMessage: (message: unknown) => {
        if (child.connected) child.send(message as object)
      },
      kill: () => child.kill(),
      get pid() {
        return child.pid
      },
    })
    const breakDown = () => {
      process.emit('error', 'FatalError', 'v8::internal::Heap::FatalProcessOutOfMemory', '{}')
      child.kill('SIGKILL')
    }
    control.once('fatal-error', breakDown)
    child.once('exit', () => control.off('fatal-error', breakDown))
    child.on('message', (message) => process.emit('message', message))
    child.once('exit', (code) => process.emit('exit', code ?? 1))
    return process
  },
}

/** Options become switches of Chromium's, of which only this one reaches V8. */
function v8Flags({ execArgv = [] }: Electron.ForkOptions): string[] {
  const prefix = '--js-flags='
  const lost = execArgv.filter((option) => !option.startsWith(prefix))
  if (lost.length > 0) throw new Error(`no utility process hears ${lost.join(' ')}`)
  return execArgv.flatMap((option) => option.slice(prefix.length).split(' '))
}
