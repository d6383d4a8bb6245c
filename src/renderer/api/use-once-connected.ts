import { useEffect, useEffectEvent } from 'react'
import type { AppError } from '#shared/errors.ts'
import { api } from './api.ts'

/** Asks `again` as soon as the connection is back that something failed for want of. */
export function useOnceConnected(error: AppError | undefined, again: () => void): void {
  const isLost = error?.code === 'CONNECTION_LOST'
  const onBack = useEffectEvent(again)
  useEffect(() => {
    if (!isLost) return
    const ends = [
      api.on('app.noticeOver', (over) => {
        if (over.error.code === 'CONNECTION_LOST') onBack()
      }),
      // Another run of the server.
      api.on('app.resync', () => {
        onBack()
      }),
    ]
    return () => {
      for (const end of ends) end()
    }
  }, [isLost])
}
