import { create } from 'zustand'

/** A short message that goes away by itself. */
export interface Toast {
  readonly id: number
  readonly text: string
}

interface ToastState {
  readonly toasts: readonly Toast[]
}

const shownMs = 6000
let lastId = 0

export const useToasts = create<ToastState>(() => ({ toasts: [] }))

/** Tells that something was done. Never for an error: those stay where they belong until they are dealt with. */
export function toast(text: string): void {
  const id = ++lastId
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts.slice(-2), { id, text }] }))
  setTimeout(() => {
    useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((each) => each.id !== id) }))
  }, shownMs)
}
