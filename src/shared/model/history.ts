import { z } from 'zod'
import type { AppError } from '../errors.ts'
import type { Recipe } from '../plan.ts'
import type { ResultComparison, Verification } from './job.ts'
import type { Place } from './place.ts'

/** An entry of the history: its number, counting from 1 in the order of starting. */
export const mergeId = z.number().int().positive().brand('MergeId')
/** See {@link mergeId}. */
export type MergeId = z.infer<typeof mergeId>

/** How a recorded merge ended. `interrupted`: the application or the machine stopped first. */
export type MergeStatus = 'running' | 'succeeded' | 'failed' | 'cancelled' | 'interrupted'

/** One row of the history. Times are milliseconds since 1970. */
export interface MergeSummary {
  readonly id: MergeId
  readonly name: string
  readonly outputPath: string
  readonly status: MergeStatus
  readonly startedMs: number
  /** Undefined while it runs. */
  readonly seconds: number | undefined
  readonly sources: number
  readonly episodes: number | undefined
  readonly frames: number | undefined
  readonly bytes: number | undefined
  /** Who asked for it. */
  readonly by: 'app' | 'command-line'
  /** The entry that it repeats. */
  readonly again: MergeId | undefined
}

/** How a source stands compared with what it was when it was merged. */
export type SourceDrift =
  | { readonly kind: 'unchanged' }
  /** The same episodes and more at the end. */
  | { readonly kind: 'grown'; readonly episodesAdded: number }
  | { readonly kind: 'changed'; readonly what: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly error: AppError }
  /** Not within what this host may read. */
  | { readonly kind: 'outside' }

/** A source of a recorded merge. */
export interface MergeSource {
  readonly path: string
  /** Undefined when this host may not read it. */
  readonly place: Place | undefined
  readonly name: string
  readonly fingerprint: string
  /** Undefined when the merge ended before it was opened. */
  readonly episodesTotal: number | undefined
  /** Indices that were taken; all when undefined. */
  readonly episodes: readonly number[] | undefined
}

/** Something that happened to a merge. */
export interface MergeEvent {
  readonly atMs: number
  readonly kind:
    | 'started'
    | 'warning'
    | 'left-out'
    | 'repaired'
    | 'succeeded'
    | 'failed'
    | 'cancelled'
    | 'interrupted'
    | 'compared'
  readonly message: string
}

/** A recorded merge with everything known of it. */
export interface MergeRecord extends MergeSummary {
  readonly recipe: Recipe
  /** The version of Episplice that ran it. */
  readonly version: string
  readonly verified: boolean
  readonly mergeSources: readonly MergeSource[]
  readonly events: readonly MergeEvent[]
  readonly error: AppError | undefined
  readonly verification: Verification | undefined
  readonly comparison: ResultComparison | undefined
  /** The result, while it is where it was made and this host may read it. */
  readonly output: Place | undefined
}

/** What differs between two recorded merges. `a` and `b` are what each of them has, shown as text. */
export interface MergeDifference {
  readonly subject: string
  readonly a: string
  readonly b: string
}

/** Two merges side by side. */
export interface MergeComparison {
  readonly a: MergeSummary
  readonly b: MergeSummary
  /** Empty when the recipes and their sources are equal. */
  readonly recipe: readonly MergeDifference[]
  /** Their results, when both are still there. */
  readonly results: ResultComparison
}
