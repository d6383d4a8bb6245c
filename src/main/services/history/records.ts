import type { DatasetDigests } from '#engine/index.ts'
import type { AppError } from '#shared/errors.ts'
import type { MergeId, MergeRecord, MergeSummary } from '#shared/model/history.ts'
import type { ResultComparison, Verification } from '#shared/model/job.ts'
import type { Recipe } from '#shared/plan.ts'

/** A merge that is about to run. */
export interface NewMerge {
  /** Its sources have absolute paths. */
  readonly recipe: Recipe
  /** Absolute path of the dataset to be made. */
  readonly outputPath: string
  /** Whether the result is to be proved. */
  readonly verify: boolean
  readonly version: string
  readonly by: MergeSummary['by']
  /** The entry that it repeats. */
  readonly again?: MergeId | undefined
  /** Episodes that each source has in all, where that is known already. */
  readonly episodesTotal?: readonly number[] | undefined
}

/** How a merge ended. */
export type MergeOutcome =
  | {
      readonly status: 'succeeded'
      readonly episodes: number
      readonly frames: number
      readonly bytes: number
      readonly verification: Verification | undefined
      readonly comparison?: ResultComparison | undefined
    }
  | { readonly status: 'failed'; readonly error: AppError }
  | { readonly status: 'cancelled'; readonly leftover?: string | undefined }

/** A source as it was when it was merged. */
export interface StoredSource {
  readonly path: string
  readonly name: string
  readonly fingerprint: string
  /** Undefined when the merge ended before it was opened. */
  readonly episodesTotal: number | undefined
  /** Indices that were taken; all when undefined. */
  readonly episodes: readonly number[] | undefined
  /** Undefined when the merge ended before it was opened. */
  readonly digests: DatasetDigests | undefined
}

/** A {@link MergeRecord} with paths in place of places. */
export interface StoredMerge extends Omit<MergeRecord, 'mergeSources' | 'output'> {
  /** Whether the result was to be proved. */
  readonly verify: boolean
  readonly mergeSources: readonly StoredSource[]
}
