import { setImmediate as nextTurn } from 'node:timers/promises'

let isReady = false

/** Resolves after the turn of the event loop in which the main script runs, and one more in which the system tells the first things. */
export const ready = nextTurn()
  .then(() => nextTurn())
  .then(() => {
    isReady = true
  })

/** Throws what Electron throws where something is used that there is only when the application is ready. */
export function needReady(problem: string): void {
  if (!isReady) throw new Error(problem)
}

/** Throws what Electron throws where something is said that had to be said before the application was ready. */
export function needNotReady(problem: string): void {
  if (isReady) throw new Error(problem)
}
