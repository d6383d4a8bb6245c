import { create } from 'zustand'

/** A short message that goes away by itself. */
export interface Toast {
  readonly id: number
  readonly text: string
  readonly action: ToastAction | undefined
}

/** What can be done about it, for as long as it is shown: take it back. */
export interface ToastAction {
  readonly label: string
  readonly act: () => void
}

interface ToastState {
  readonly toasts: readonly Toast[]
}

const shownMs = 6000
/** Long enough to read it, to think and to get there. */
const shownWithActionMs = 20_000
let lastId = 0

export const useToasts = create<ToastState>(() => ({ toasts: [] }))

/** Tells that something was done. Never for an error: those stay where they belong until they are dealt with. */
export function toast(text: string, action?: ToastAction): void {
  const id = ++lastId
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts.slice(-2), { id, text, action }] }))
  setTimeout(
    () => {
      dismissToast(id)
    },
    action === undefined ? shownMs : shownWithActionMs,
  )
}

export function dismissToast(id: number): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((each) => each.id !== id) }))
}
