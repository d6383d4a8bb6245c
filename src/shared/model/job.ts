import { z } from 'zod'
import type { AppError } from '../errors.ts'
import type { Finding } from '../findings.ts'
import type { Progress } from '../progress.ts'
import type { MergeId } from './history.ts'
import type { Place } from './place.ts'

/** A job of this application. */
export const jobId = z.uuid().brand('JobId')
/** See {@link jobId}. */
export type JobId = z.infer<typeof jobId>

/** A check of a result that failed. */
export interface VerificationFailure {
  readonly episode?: number
  readonly subject: string
  readonly message: string
}

/** What was proved of a result. */
export interface Verification {
  readonly episodes: number
  readonly frames: number
  readonly checks: number
  readonly failures: readonly VerificationFailure[]
  readonly against: 'sources' | 'certificate' | 'format'
}

/** Of each kind of difference between two results, how many there are. */
export interface DifferenceCounts {
  readonly changed: number
  readonly added: number
  readonly removed: number
}

/** How the result of a repeated merge compares with the earlier one. */
export type ResultComparison =
  | { readonly kind: 'identical'; readonly files: number; readonly bytes: number }
  /**
   * At most 100 paths each, relative to the results; `counts` has all of them. A folder that only one has counts as
   * one.
   */
  | {
      readonly kind: 'different'
      readonly counts: DifferenceCounts
      readonly changed: readonly string[]
      readonly added: readonly string[]
      readonly removed: readonly string[]
    }
  /** The earlier result is not there any more, or was not as it had been made. */
  | { readonly kind: 'unknown'; readonly reason: string }

/** What a merge did about its sources besides merging them. */
export interface SettledFindings {
  /** Settled without a guess; each tells how in `repair`. */
  readonly repairs: readonly Finding[]
  /** Why episodes were left out that are broken; each names them in `episodes`. */
  readonly leftOut: readonly Finding[]
}

/** What a finished merge came to. */
export interface JobReport extends SettledFindings {
  readonly output: Place
  readonly episodes: number
  readonly frames: number
  readonly tasks: number
  readonly files: number
  readonly bytesRead: number
  readonly bytesWritten: number
  readonly seconds: number
  readonly verification: Verification | undefined
  readonly comparison: ResultComparison | undefined
}

/** Progress of a merge, with what precedes the first byte. */
export type JobProgress = Omit<Progress, 'phase'> & {
  readonly phase: 'open' | 'check' | Progress['phase'] | 'compare'
}

/** What a job can be. Terminal are exactly `succeeded`, `failed` and `cancelled`. */
export type JobState =
  | { readonly kind: 'queued' }
  | { readonly kind: 'running'; readonly progress: JobProgress; readonly isCancelling: boolean }
  | { readonly kind: 'succeeded'; readonly report: JobReport }
  | { readonly kind: 'failed'; readonly error: AppError; readonly findings: readonly Finding[] }
  | {
      readonly kind: 'cancelled'
      /** The path of what it had written, where that could not be removed. */
      readonly leftover?: string | undefined
    }

/** A merge at work, or one that ended. Times are milliseconds since 1970. */
export interface Job {
  readonly id: JobId
  /** Its entry in the history. */
  readonly merge: MergeId
  /** The result's folder name. */
  readonly name: string
  readonly outputPath: string
  readonly sources: readonly string[]
  readonly queuedMs: number
  readonly startedMs: number | undefined
  readonly endedMs: number | undefined
  readonly state: JobState
}

/** Lines of a job's log: `[from, from + lines.length)`. */
export interface LogPage {
  readonly from: number
  readonly lines: readonly string[]
  readonly total: number
}
