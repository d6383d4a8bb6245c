import { z } from 'zod'
import type { DatasetDigests } from '#engine/index.ts'
import type { AppError } from '#shared/errors.ts'
import type { Finding } from '#shared/findings.ts'
import type { JobProgress, JobReport, JobState } from '#shared/model/job.ts'
import { recipeSchema, type MergePlan } from '#shared/plan.ts'

/** Everything that a process has to know to run one merge. */
export const jobTaskSchema = z.strictObject({
  /** Ends the name of the staging folder. */
  id: z.string().regex(/^[0-9a-z-]{1,64}$/),
  /** Its sources have paths. */
  recipe: recipeSchema,
  /** Absolute. */
  output: z.string().min(1),
  verify: z.boolean(),
  /** Merge what is there now, although a source is not what the recipe says. */
  acceptChanges: z.boolean(),
  /** Go on with what an interrupted merge of the same recipe left, where there is such a thing. */
  resume: z.boolean(),
  /** The result of an earlier run of this recipe, to compare with. */
  compareWith: z.string().min(1).optional(),
})
/** See {@link jobTaskSchema}. */
export type JobTask = z.infer<typeof jobTaskSchema>

/** What the application says to the process of a job; `end` when it has heard how the run ended. */
export type ToJob =
  { readonly kind: 'run'; readonly task: JobTask } | { readonly kind: 'cancel' } | { readonly kind: 'end' }

/** What a run is about to write. */
export interface Planned {
  /** What the sources are today, in the order of the recipe. */
  readonly digests: readonly DatasetDigests[]
  readonly totals: MergePlan['totals']
  /** What the checks advise and a merge does not settle. */
  readonly findings: readonly Finding[]
}

/** What a finished run came to, as far as its process knows: no place, and not how long it waited. */
export type RunReport = Omit<JobReport, 'output' | 'seconds'>

/** How a run ended: a process says exactly one of these, as its last message, and stays until it is told to `end`. */
export type JobOutcome =
  | { readonly kind: 'succeeded'; readonly report: RunReport }
  | { readonly kind: 'failed'; readonly error: AppError; readonly findings: readonly Finding[] }
  | Extract<JobState, { kind: 'cancelled' }>

/** What the process of a job says while it is at work. */
export type JobNews =
  { readonly kind: 'progress'; readonly progress: JobProgress } | ({ readonly kind: 'planned' } & Planned)

/** What the process of a job says; after `published`, only how the result compares with an earlier one is open. */
export type FromJob = JobNews | { readonly kind: 'published'; readonly report: RunReport } | JobOutcome
