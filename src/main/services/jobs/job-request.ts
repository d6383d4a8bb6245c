import type { MergeId } from '#shared/model/history.ts'
import type { MergeDraft } from '#shared/model/merge.ts'
import type { Recipe } from '#shared/plan.ts'

/** A merge to be queued. Whoever queues it has checked that this host may read its sources and write its output. */
export interface JobRequest {
  /** Sources have absolute paths. A source whose fingerprint is another one when its turn comes is refused. */
  readonly recipe: Recipe
  /** Episodes that each source has in all, for the history. */
  readonly episodesTotal: readonly number[]
  /** Absolute path of the dataset to be made. */
  readonly output: string
  readonly verify: boolean
  /** Merge what is there when its turn comes, although a source changed since. */
  readonly acceptChanges?: boolean | undefined
  /** Go on with what an interrupted merge of the same recipe left there. */
  readonly resume?: boolean | undefined
  /** The draft that it was started as. */
  readonly draft?: MergeDraft | undefined
  /** The recorded merge that this one repeats, and where its result is, to compare with it. */
  readonly again?: { readonly merge: MergeId; readonly output: string } | undefined
}
