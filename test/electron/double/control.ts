import { EventEmitter } from 'node:events'
import type {
  MessageBoxOptions,
  OpenDialogOptions,
  PowerSaveBlocker,
  RenderProcessGoneDetails,
  Session,
} from 'electron'

/** What a page may have to be permitted, by Electron's names. */
export type Permission = Parameters<NonNullable<Parameters<Session['setPermissionRequestHandler']>[0]>>[1]

/** What the double tells the test that started it. */
export type DoubleReport =
  | { readonly kind: 'devtools'; readonly endpoint: string; readonly pid: number }
  | {
      readonly kind: 'window'
      /** What it was opened with. */
      readonly address: string
      readonly pageUrl: string
      readonly webPreferences: Record<string, unknown>
    }
  | { readonly kind: 'restored' }
  /** Why the machine is kept awake from now on; undefined where it is no longer. */
  | { readonly kind: 'power-save'; readonly type: Parameters<PowerSaveBlocker['start']>[0] | undefined }
  /** What the handler of requests and the one of checks answered. */
  | { readonly kind: 'permission'; readonly permission: Permission; readonly answers: readonly boolean[] }
  | { readonly kind: 'open-dialog'; readonly id: number; readonly options: OpenDialogOptions }
  | { readonly kind: 'message-box'; readonly id: number; readonly options: MessageBoxOptions }
  | { readonly kind: 'error-box'; readonly title: string; readonly content: string }
  | { readonly kind: 'notification'; readonly title: string; readonly body: string }
  | { readonly kind: 'progress-bar'; readonly fraction: number }
  | { readonly kind: 'reveal' | 'open-external'; readonly target: string }
  | { readonly kind: 'menu'; readonly labels: readonly string[] }
  | { readonly kind: 'denied'; readonly url: string }

/** What a test asks of the double, as the system or the user would. */
export type DoubleCommand =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'click-menu'; readonly label: string }
  | { readonly kind: 'close-window' | 'minimize' }
  /** V8 gives up in every utility process. */
  | { readonly kind: 'fatal-error' }
  | {
      readonly kind: 'ask-permission'
      readonly permission: Permission
      readonly requestingUrl: string
      readonly isMainFrame: boolean
    }
  /** The process of the page ends, for a reason of Electron's `render-process-gone`. */
  | { readonly kind: 'crash-page'; readonly reason: RenderProcessGoneDetails['reason'] }
  | { readonly kind: 'second-instance'; readonly argv: readonly string[] }
  | { readonly kind: 'click-notification' }

/** Links that come too early for a command: `EPISPLICE_TEST_LINKS` has them as JSON. */
export interface EarlyLinks {
  /** As macOS gives the one that starts the application. */
  readonly beforeReady?: string
  /** Of another start, while the window is being made. */
  readonly withWindow?: string
}

/** The line to the test. */
export const control = new EventEmitter<{ [K in DoubleCommand['kind']]: [DoubleCommand & { kind: K }] }>()

process.on('message', (command: DoubleCommand) => {
  ;(control as EventEmitter).emit(command.kind, command)
})
process.on('disconnect', () => {
  process.exit()
})

/** Tells the test. */
export function report(message: DoubleReport): void {
  if (process.connected) process.send?.(message)
}

let asked = 0

/** Asks the test what the user answers to a dialog. */
export function askTest<T>(
  message:
    { kind: 'open-dialog'; options: OpenDialogOptions } | { kind: 'message-box'; options: MessageBoxOptions },
): Promise<T> {
  const id = ++asked
  return new Promise((resolve) => {
    const listen = (command: DoubleCommand & { kind: 'answer' }) => {
      if (command.id !== id) return
      control.off('answer', listen)
      resolve(command.answer as T)
    }
    control.on('answer', listen)
    report({ ...message, id })
  })
}
