import { z } from 'zod'
import type { AppError } from '../errors.ts'
import type { Finding } from '../findings.ts'
import { mergeOptionsSchema, trimSchema } from '../plan.ts'
import type { EpisodeRow } from './dataset.ts'
import type { EpisodeDetails, FrameWindow } from './episode.ts'
import type { JobId } from './job.ts'
import { placeId, type Place } from './place.ts'

/** What a plan is asked for by: a digest of its sources as they are and of all choices but the place of the result. */
export const planId = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .brand('PlanId')
/** See {@link planId}. */
export type PlanId = z.infer<typeof planId>

/** One source of a draft. */
export const draftSourceSchema = z.strictObject({
  place: placeId,
  /** Episode indices that are kept, in their order; all when undefined. */
  episodes: z.array(z.number().int().nonnegative()).max(1_000_000).optional(),
  /** Episodes of which only a part is wanted; one that is not taken does not count. */
  trims: z.array(trimSchema).max(1_000_000).optional(),
  /**
   * `episodes` and `trims` are what its review says, and become what that says later. Undefined once somebody chose
   * them, be it in a recipe.
   */
  followsReview: z.literal(true).optional(),
})

/** A merge as it stands on the merge screen, whether it can run or not. Survives restarts. */
export const mergeDraftSchema = z.strictObject({
  sources: z.array(draftSourceSchema).max(10_000),
  options: mergeOptionsSchema,
  output: z.strictObject({
    /** The folder that the result goes into. */
    parent: placeId.optional(),
    /** The result's own folder name. */
    name: z.string().max(255),
  }),
  verify: z.boolean().default(true),
})
/** See {@link mergeDraftSchema}. */
export type MergeDraft = z.infer<typeof mergeDraftSchema>

/** The draft that all windows share. */
export interface KeptDraft {
  /** Undefined before the first one was kept. */
  readonly draft: MergeDraft | undefined
  /** One more with every draft that was kept. */
  readonly revision: number
  /** The job at work that this very draft was started as; only told to who asks for the draft. */
  readonly startedAs?: JobId | undefined
}

/** A source of a draft as it was found. */
export interface SourceStatus {
  readonly place: Place
  readonly name: string
  /** That its list names, broken ones too. Undefined when it could not be opened; `error` says why. */
  readonly episodes: number | undefined
  /** Their numbers, in the order of the list; undefined unless some of those that are kept are broken. */
  readonly listed: readonly number[] | undefined
  readonly episodesKept: number | undefined
  /** Of the episodes kept. */
  readonly frames: number | undefined
  /** Of all its files. */
  readonly bytes: number | undefined
  readonly cameras: readonly string[]
  readonly fingerprint: string | undefined
  /** The worst tier of its findings. */
  readonly worst: 'blocking' | 'fixable' | 'advisory' | 'none'
  readonly error: AppError | undefined
}

/** A task of the result, and the wordings in the sources that become it. */
export interface TaskPreview {
  readonly text: string
  readonly from: readonly string[]
  readonly episodes: number
}

/** One output file of a plan. */
export interface ShardPreview {
  readonly path: string
  /** Episodes of the result: `[first, end)`. */
  readonly first: number
  readonly end: number
  readonly bytes: number
}

/** What a merge would make. */
export interface PlanPreview {
  readonly id: PlanId
  readonly fps: number
  readonly totals: {
    readonly episodes: number
    readonly frames: number
    readonly tasks: number
    readonly files: number
    readonly bytes: number
    readonly bytesIn: number
  }
  /** At most the first 1000 files of the result. */
  readonly shards: readonly ShardPreview[]
  /** From earlier merges on this machine; undefined before the first. */
  readonly estimatedSeconds: number | undefined
}

/** How the chosen output stands. */
export interface OutputPreview {
  /** Absolute; undefined while parent or name is missing. */
  readonly path: string | undefined
  /** The chosen folder; the one that the first source lies in while none is chosen. */
  readonly parent: Place | undefined
  readonly freeBytes: number | undefined
  /** Why it cannot be used. */
  readonly problem: AppError | undefined
}

/** Everything that the merge screen shows of a draft. */
export interface MergePreview {
  readonly sources: readonly SourceStatus[]
  readonly findings: readonly Finding[]
  readonly tasks: readonly TaskPreview[]
  /** Undefined when something blocks that is not the output. */
  readonly plan: PlanPreview | undefined
  /** Why there is no plan, where neither a source's error nor a finding says it: a wrong choice of episodes. */
  readonly problem: AppError | undefined
  readonly output: OutputPreview
  /** The command that does the same, quoted for a POSIX shell; undefined without sources. */
  readonly command: string | undefined
}

/** An episode that a merge would make, as a row of a table. `file` is a data file of the result. */
export interface PlannedEpisodeRow extends EpisodeRow {
  /** Position of its source in the draft, that dataset's name, and the episode's number there. */
  readonly source: number
  readonly sourceName: string
  readonly sourceEpisode: number
}

/** Some episodes of a plan: `[from, from + rows.length)` of `total`. */
export interface PlannedEpisodePage {
  readonly total: number
  readonly from: number
  readonly rows: readonly PlannedEpisodeRow[]
}

/** Where something of an episode will be in the result. */
export interface PlannedFile {
  /** Whose pictures; undefined for the rows. */
  readonly camera: string | undefined
  /** Relative to the result. */
  readonly path: string
  /** Frames of that video; rows of the whole result, which is what `index` counts. */
  readonly window: FrameWindow
}

/** An episode as a merge would make it. Its cameras are those of the source, from which everything is read. */
export interface PlannedEpisodeDetails extends EpisodeDetails {
  readonly source: Place
  /** Its number in the source. */
  readonly sourceEpisode: number
  /** The frame there that its first one is: not 0 where its beginning is cut off. */
  readonly sourceFrame: number
  readonly files: readonly PlannedFile[]
}
