import type { Place } from '#shared/model/place.ts'

/** A process of ours as its parent sees it: a utilityProcess of Electron, or a forked Node. */
export interface RunnerProcess {
  readonly send: (message: unknown) => void
  readonly onMessage: (listener: (message: unknown) => void) => void
  /** Called once, with undefined when a signal ended it. */
  readonly onExit: (listener: (code: number | undefined) => void) => void
  /** Lines that it prints, for the log. */
  readonly onOutput: (listener: (text: string) => void) => void
  /** Ends it at once. */
  readonly kill: () => void
}

/** The entries of `src/main/runner`: a merge, or reading on request. */
export type RunnerEntry = 'job' | 'reader'

/** Where the application runs, as the services need to know it. */
export interface Host {
  readonly kind: 'desktop' | 'browser'
  readonly fork: (entry: RunnerEntry) => RunnerProcess
  /** Folders that everything must lie in; undefined on a desktop, where the user may open anything. */
  readonly servedFolders: readonly string[] | undefined
  /** Native dialogs and the file manager; undefined in a browser. */
  readonly desktop: Desktop | undefined
}

/** What only a desktop can do. */
export interface Desktop {
  /** Absolute path that the user chose, or undefined. */
  readonly pick: (
    purpose: 'root' | 'dataset' | 'output' | 'parquet' | 'recipe' | 'ffmpeg',
  ) => Promise<string | undefined>
  readonly reveal: (place: Place) => Promise<void>
  /** Asks whether a recipe may open these paths, which are neither in the library nor were chosen since the start. */
  readonly mayOpen: (paths: readonly string[]) => Promise<boolean>
}
