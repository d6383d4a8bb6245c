import { useEffect, useState } from 'react'
import { hostNow } from '#renderer/features/shell/host-store.ts'

/** The time where the application runs, in milliseconds since 1970, renewed twice a second while `isRunning`. */
export function useClock(isRunning: boolean): number {
  const [now, setNow] = useState(hostNow)
  useEffect(() => {
    if (!isRunning) return undefined
    const timer = setInterval(() => {
      setNow(hostNow())
    }, 500)
    return () => {
      clearInterval(timer)
    }
  }, [isRunning])
  return now
}
