import { z } from 'zod'

const index = z.number().int().nonnegative()
/** A path inside a dataset: forward slashes, no way out. */
const insidePath = z.string().regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$))[^\\\0]+$/)

/** Tasks that one merge may rename. */
const MAX_RENAMED = 100_000
/** A task in words; nobody would read a longer one. */
const taskText = z.string().max(100_000)

/** Choices of a merge. Sizes are MiB (1024²), as in info.json. */
export const mergeOptionsSchema = z.strictObject({
  /** Old wording to new wording. */
  renameTasks: z
    .record(taskText, taskText.min(1))
    .refine((renames) => Object.keys(renames).length <= MAX_RENAMED, `more than ${MAX_RENAMED} tasks`)
    .default({}),
  /** A data file is closed when the next episode would bring its uncompressed columns to this size. */
  dataMb: z.number().positive().default(100),
  /** A video file is closed when the next episode would bring it to this size on disk. */
  videoMb: z.number().positive().default(200),
  /** Files per chunk folder; above 1000 the reference reader would sort files wrongly. */
  chunkSize: z.number().int().min(1).max(1000).default(1000),
  /** `exact` reads every row once more; `bounds` takes the reference's envelope of the sources' quantiles. */
  quantiles: z.enum(['exact', 'bounds']).default('exact'),
  /** The robot of the result, where sources differ. */
  robotType: z.string().min(1).max(1024).optional(),
  /** Take the first source's element names where sources differ. */
  firstNames: z.boolean().default(false),
  /** Leave audio tracks out. */
  dropAudio: z.boolean().default(false),
})
/** See {@link mergeOptionsSchema}. */
export type MergeOptions = z.infer<typeof mergeOptionsSchema>

/** Frames `[from, to)` of an episode, counted from its first. */
export const framesSchema = z.strictObject({ from: index, to: index })

/** What is kept of a source episode: frames `[from, to)`, counted from its first. */
export const trimSchema = z.strictObject({ episode: index, ...framesSchema.shape })
/** See {@link trimSchema}. */
export type Trim = z.infer<typeof trimSchema>

/** What to merge and how: enough to do it again. */
export const recipeSchema = z.strictObject({
  episplice: z.literal('recipe/1'),
  sources: z
    .array(
      z.strictObject({
        /** Absolute; left out in the copy inside a dataset, which may travel. */
        path: z.string().optional(),
        name: z.string(),
        fingerprint: z.string(),
        /** Source episode indices that are kept, in their new order; undefined keeps all. */
        episodes: z.array(index).optional(),
        /** Episodes of which only a part is wanted, ascending; the others are kept whole. */
        trims: z.array(trimSchema).min(1).optional(),
      }),
    )
    .min(1),
  options: mergeOptionsSchema,
})
/** See {@link recipeSchema}. */
export type Recipe = z.infer<typeof recipeSchema>

const rangeSchema = z.strictObject({ file: insidePath, start: index, end: index })

const plannedEpisodeSchema = z.strictObject({
  /** Position of the source in the recipe. */
  source: index,
  /** Its `episode_index` there. */
  episode: index,
  length: z.number().int().positive(),
  /**
   * The part of the source episode that is kept, wider than wanted where pictures cannot be cut; absent for all of it.
   */
  trim: framesSchema.optional(),
  /** Global `index` of its first row in the result. */
  from: index,
  /** Rows of a source data file, half-open. */
  rows: rangeSchema,
  /** `splice` copies column chunks; `encode` cuts or converts rows. */
  copy: z.enum(['splice', 'encode']),
  /** Frames of a source video file by camera, half-open. */
  frames: z.record(z.string(), rangeSchema),
  /** Where its row of `meta/episodes` stands in the source. */
  meta: z.strictObject({ file: insidePath, row: index }),
  /** Task texts of the result. */
  tasks: z.array(z.string()),
})
/** One episode of the result and where everything of it comes from. */
export type PlannedEpisode = z.infer<typeof plannedEpisodeSchema>

const shardSchema = z.strictObject({
  chunk: index,
  file: index,
  path: insidePath,
  /** Episodes of the result in this file: `[first, end)`. */
  first: index,
  end: index,
  /** Predicted size. Exact for videos. */
  bytes: z.number().nonnegative(),
})
/** An output file and the episodes that go into it. */
export type Shard = z.infer<typeof shardSchema>

/** Everything that a merge will do, as data. */
export const mergePlanSchema = z.strictObject({
  episplice: z.literal('plan/1'),
  output: z.string(),
  recipe: recipeSchema,
  fps: z.number().positive(),
  cameras: z.array(z.string()),
  /** The unified tasks: position is `task_index`. */
  tasks: z.array(z.string()),
  /** The unified subtasks, in merges of recordings that have them. */
  subtasks: z.array(z.string()).optional(),
  episodes: z.array(plannedEpisodeSchema).min(1),
  data: z.array(shardSchema),
  videos: z.record(z.string(), z.array(shardSchema)),
  meta: z.array(shardSchema),
  totals: z.strictObject({
    episodes: index,
    frames: index,
    tasks: index,
    files: index,
    bytes: z.number(),
    bytesIn: z.number(),
  }),
})
/** See {@link mergePlanSchema}. */
export type MergePlan = z.infer<typeof mergePlanSchema>

/** Every file that a plan cuts episodes into: data, lists of episodes, then the videos of each camera. */
export function shardsOf({ data, meta, videos }: MergePlan): Shard[] {
  return [...data, ...meta, ...Object.values(videos).flat()]
}
