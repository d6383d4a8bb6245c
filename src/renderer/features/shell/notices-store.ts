import { create } from 'zustand'
import type { AppError } from '#shared/errors.ts'

interface NoticesState {
  readonly notices: readonly AppError[]
}

/** Messages that concern no screen; each stays until it is dismissed. */
export const useNotices = create<NoticesState>(() => ({ notices: [] }))

/** Adds a message unless it is shown already. */
export function notice(error: AppError): void {
  useNotices.setState(({ notices }) =>
    notices.some(({ code, message }) => code === error.code && message === error.message)
      ? {}
      : { notices: [...notices, error] },
  )
}

export function dismissNotice(error: AppError): void {
  useNotices.setState(({ notices }) => ({ notices: notices.filter((each) => each !== error) }))
}
