import { useEffect, useState } from 'react'

/** The time in milliseconds since 1970, renewed twice a second while `isRunning`. */
export function useClock(isRunning: boolean): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!isRunning) return undefined
    const timer = setInterval(() => {
      setNow(Date.now())
    }, 500)
    return () => {
      clearInterval(timer)
    }
  }, [isRunning])
  return now
}
