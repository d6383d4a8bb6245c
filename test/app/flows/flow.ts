import type { Page } from 'playwright-core'

/** The application as flows use it, whichever host it runs in. */
export interface FlowApp {
  /** Another one after {@link FlowApp.restart} where the host has a window of its own. */
  readonly page: Page
  /** The folder of the recordings, without links; the library has found them. */
  readonly root: string
  /** Where history and settings are. */
  readonly home: string
  /** Ids of the processes that merge now. */
  readonly jobProcesses: () => Promise<readonly number[]>
  /** Opens a file by the host's own dialog, which is opened by `ask`. */
  readonly chooseFile: (path: string, ask: () => Promise<void>) => Promise<void>
  /** Ends the application (`SIGKILL`: it crashes) and starts it again with the same history. */
  readonly restart: (signal?: NodeJS.Signals) => Promise<void>
}

/** Something that a user does from the beginning to the end, the same in every host. */
export interface Flow {
  readonly name: string
  /** Recorded datasets that the folder of recordings has. */
  readonly datasets: readonly string[]
  readonly run: (app: FlowApp) => Promise<void>
}

/** What a flow may take on a busy machine. */
export const FLOW_MS = 420_000
