import type { AppError } from '../errors.ts'
import type { Finding } from '../findings.ts'
import type { Place } from './place.ts'

/** How a dataset is, as far as it has been looked at. */
export type DatasetHealth =
  /** Listed from info.json; headers not read yet. */
  | { readonly state: 'unchecked' }
  /** Opened as a whole; `findings` may hold advisory and fixable ones. */
  | { readonly state: 'good'; readonly findings: readonly Finding[] }
  /** Cannot be merged as it is: at least one finding is blocking. */
  | { readonly state: 'damaged'; readonly findings: readonly Finding[] }
  /** Not readable as a LeRobot v3.0 dataset at all. */
  | { readonly state: 'unreadable'; readonly error: AppError }

/** What info.json claims of a dataset, and what its files take. */
export interface DatasetFacts {
  readonly version: string
  readonly episodes: number
  readonly frames: number
  readonly tasks: number
  readonly fps: number
  readonly robotType: string | undefined
  readonly cameras: readonly string[]
  /** Bytes of all its files. */
  readonly bytes: number
}

/** A dataset in the library. */
export interface DatasetSummary {
  readonly place: Place
  /** Where in its root it was found, or its own path when it was opened by itself. */
  readonly folder: string
  /** Undefined when info.json cannot be read. */
  readonly facts: DatasetFacts | undefined
  readonly health: DatasetHealth
  /** Milliseconds since 1970 of the newest of its meta files. */
  readonly modifiedMs: number
}

/** A folder below which datasets are looked for. */
export interface LibraryRoot {
  readonly place: Place
  /** Given when the server was started; cannot be removed. */
  readonly isFixed: boolean
  /** Datasets found below it. */
  readonly datasets: number
  /** Why it could not be searched, if so. */
  readonly error: AppError | undefined
}

/** One feature of info.json. */
export interface FeatureSummary {
  readonly name: string
  readonly dtype: string
  readonly shape: readonly number[]
  readonly names: readonly string[] | undefined
}

/** An opened dataset without its episodes. */
export interface DatasetDetails {
  readonly summary: DatasetSummary
  readonly fingerprint: string
  readonly features: readonly FeatureSummary[]
  readonly tasks: readonly string[]
  readonly findings: readonly Finding[]
  /** How it was merged, when it is the result of a merge. */
  readonly mergedFrom: readonly string[] | undefined
}

/** One row of the episode table. */
export interface EpisodeRow {
  readonly index: number
  readonly tasks: readonly string[]
  /** Frames. */
  readonly length: number
  readonly durationSeconds: number
  /** The data file that its rows are in, relative to the dataset; empty where the list of episodes does not say. */
  readonly file: string
}

/** Some rows of the episode table: `[from, from + rows.length)` of `total`. */
export interface EpisodePage {
  readonly total: number
  readonly from: number
  readonly rows: readonly EpisodeRow[]
}

/** Every episode of a dataset in few columns, to search and order them: element `k` of each is about row `k`. */
export interface EpisodeIndex {
  readonly fps: number
  /** Their numbers. */
  readonly episodes: readonly number[]
  /** Frames. */
  readonly lengths: readonly number[]
  /** Which of `taskLists` each has. */
  readonly tasks: readonly number[]
  /** The lists of task texts that there are, each once. */
  readonly taskLists: readonly (readonly string[])[]
  /** Which of `paths` the rows of each are in. */
  readonly files: readonly number[]
  /** Data files, relative to the dataset, each once. */
  readonly paths: readonly string[]
}

/** Where the dataset is today that an episode came from. */
export type OriginPlace =
  | { readonly kind: 'here'; readonly place: Place }
  /** There is a dataset, but this episode of it is not known to be the same any more. */
  | { readonly kind: 'changed'; readonly place: Place }
  /** Nothing is at the path that it had, or nothing that can be read. */
  | { readonly kind: 'missing'; readonly path: string }
  | { readonly kind: 'unreadable'; readonly path: string; readonly error: AppError }
  /** Not within what this host may read. */
  | { readonly kind: 'outside' }
  /** It was merged elsewhere, and no dataset here is known to be the one. */
  | { readonly kind: 'unknown' }

/** What an episode of a merged dataset was before the merge. */
export interface EpisodeOrigin {
  /** The name that the source had. */
  readonly dataset: string
  /** Its number there. */
  readonly episode: number
  readonly where: OriginPlace
}
