import { create } from 'zustand'
import type { AppError } from '#shared/errors.ts'

interface NoticesState {
  readonly notices: readonly AppError[]
}

/** Messages that concern no screen; each stays until it is dismissed, or what it tells of is over. */
export const useNotices = create<NoticesState>(() => ({ notices: [] }))

/** Adds a message unless it is shown already. */
export function notice(error: AppError): void {
  useNotices.setState(({ notices }) =>
    notices.some(({ code, message }) => code === error.code && message === error.message)
      ? {}
      : { notices: [...notices, error] },
  )
}

/** Takes a message away, whoever has read it or whatever has settled it. */
export function dismissNotice({ code, message }: AppError): void {
  useNotices.setState(({ notices }) => ({
    notices: notices.filter((each) => each.code !== code || each.message !== message),
  }))
}
