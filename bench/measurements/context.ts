import type { Python } from '../peers/pyarrow.ts'

/** What every measurement is told. */
export interface Context {
  /** Small sizes and few rounds: to see that everything works, not to quote. */
  readonly isQuick: boolean
  readonly python: Python | undefined
  /** Tells the person at the terminal what is going on. */
  readonly say: (text: string) => void
}
