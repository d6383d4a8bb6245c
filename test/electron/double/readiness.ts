import { setImmediate as nextTurn } from 'node:timers/promises'

let isReady = false

/** Resolves as Electron's does: never before the first turn of the event loop, in which the main script runs, is over. */
export const ready = nextTurn().then(() => {
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
