import { z } from 'zod'
import type { DatasetDigests } from '#engine/index.ts'
import type { AppError } from '#shared/errors.ts'
import type { Finding } from '#shared/findings.ts'
import type {
  DatasetFacts,
  DatasetHealth,
  EpisodeIndex,
  EpisodePage,
  FeatureSummary,
} from '#shared/model/dataset.ts'
import type { EpisodeCamera, EpisodeDetails, EpisodeValues } from '#shared/model/episode.ts'
import {
  planId,
  type PlannedEpisodeDetails,
  type PlannedEpisodePage,
  type PlanPreview,
  type SourceStatus,
  type TaskPreview,
} from '#shared/model/merge.ts'
import type { ParquetFile, ParquetRows } from '#shared/model/parquet.ts'
import type { Suspicion } from '#shared/model/review.ts'
import { mergeOptionsSchema, trimSchema } from '#shared/plan.ts'

/** One thing that the application asks its reading process. Paths are absolute; answers survive JSON. */
interface ReaderCall<Input extends z.ZodType, Output> {
  readonly input: Input
  /** Never set: carries the type of the answer. */
  readonly output?: Output
}

const request =
  <Output>() =>
  <Input extends z.ZodType>(input: Input): ReaderCall<Input, Output> => ({ input })

const index = z.number().int().nonnegative()
const path = z.string().min(1)
const valuesWindow = {
  series: z.array(z.strictObject({ feature: z.string(), element: index })),
  from: index,
  count: index,
}

/** Every request that the reading process answers; derived from it are its handlers and what {@link ReaderRequest} is. */
export const readerRequests = {
  /** Datasets as a list shows them: info.json read, files counted, nothing opened. Never fails for one of them. */
  summaries: request<readonly ScannedDataset[]>()(z.strictObject({ paths: z.array(path).max(1000) })),
  /** Opens a dataset to see what is wrong with it, unless its files are as `stamp` says. */
  health: request<CheckedDataset>()(z.strictObject({ path, stamp: z.string().optional() })),
  /** Throws what opening throws. */
  open: request<OpenedDataset>()(z.strictObject({ path })),
  /** What tells whether a dataset is still what it was, and which of its episodes are. */
  digests: request<DatasetDigests>()(z.strictObject({ path })),
  episodes: request<EpisodePage>()(z.strictObject({ path, from: index, count: index })),
  index: request<EpisodeIndex>()(z.strictObject({ path })),
  /** What a dataset is known by. Throws what opening throws. */
  fingerprint: request<string>()(z.strictObject({ path })),
  /** What a dataset is known by, and how long some of its episodes are, in frames; null for those that are not there or broken. */
  lengths: request<{ readonly fingerprint: string; readonly lengths: readonly (number | null)[] }>()(
    z.strictObject({ path, episodes: z.array(index) }),
  ),
  suspicions: request<readonly Suspicion[]>()(z.strictObject({ path })),
  /** How the robot moved in some episodes, in the order of the dataset; fewer at its end. */
  motion: request<readonly EpisodeMotion[]>()(z.strictObject({ path, from: index, count: index })),
  /** Throws `EPISODE_UNKNOWN`, or what opening the dataset throws. */
  episode: request<OpenedEpisode>()(z.strictObject({ path, episode: index })),
  /** Numbers of an episode; see `episodes.values`. */
  values: request<EpisodeValues>()(z.strictObject({ path, episode: index, ...valuesWindow })),
  /** What an episode of a merged dataset was; undefined for others and for what has no readable provenance. */
  origin: request<StatedOrigin | undefined>()(z.strictObject({ path, episode: index })),
  /** The file in one row of a data file: a frame of a camera whose pictures are stored there. */
  image: request<StoredImage | undefined>()(
    z.strictObject({ path, file: z.string(), feature: z.string(), row: index }),
  ),
  /** Where the first picture of an episode is; undefined without cameras. */
  picture: request<EpisodePicture | undefined>()(z.strictObject({ path, episode: index })),
  /** What a copy of frames `[start, end)` of a video is made from. */
  stretch: request<VideoStretch>()(z.strictObject({ path, start: index, end: index })),
  /** Frames that a video shows. */
  frameCount: request<number>()(z.strictObject({ path })),
  preview: request<PreviewReport>()(
    z.strictObject({
      /** Without a path: one that cannot be read here. It keeps its position. */
      sources: z.array(
        z.strictObject({
          path: path.optional(),
          episodes: z.array(index).optional(),
          trims: z.array(trimSchema).optional(),
        }),
      ),
      options: mergeOptionsSchema,
      /** Undefined while the place of the result is not chosen. */
      output: path.optional(),
    }),
  ),
  /** Episodes of a plan that `preview` made. This and the next two throw `PLAN_UNKNOWN` for one that is forgotten. */
  plannedEpisodes: request<PlannedEpisodePage>()(z.strictObject({ plan: planId, from: index, count: index })),
  /** Throws `EPISODE_UNKNOWN`, or `SOURCE_CHANGED` when its source is not what was planned any more. */
  plannedEpisode: request<PlannedEpisodeReport>()(z.strictObject({ plan: planId, episode: index })),
  plannedValues: request<EpisodeValues>()(z.strictObject({ plan: planId, episode: index, ...valuesWindow })),
  /** Removes what interrupted merges into this output left; true when there was anything. */
  removeLeftovers: request<boolean>()(z.strictObject({ output: path })),
  parquet: request<Omit<ParquetFile, 'place'>>()(z.strictObject({ path })),
  rows: request<ParquetRows>()(z.strictObject({ path, from: index, count: index })),
  head: request<{ readonly rows: number; readonly bytes: number }>()(
    z.strictObject({ path, rows: index, output: path }),
  ),
} as const satisfies Record<string, ReaderCall<z.ZodType, unknown>>

/** The name of a request. */
export type ReaderRequestName = keyof typeof readerRequests
/** What is sent along with a request. */
export type ReaderInput<N extends ReaderRequestName> = z.output<(typeof readerRequests)[N]['input']>
/** What a request answers. */
export type ReaderOutput<N extends ReaderRequestName> =
  (typeof readerRequests)[N] extends ReaderCall<z.ZodType, infer Output> ? Output : never

/** A dataset as a list shows it. */
export interface ScannedDataset {
  readonly path: string
  readonly facts: DatasetFacts | undefined
  /** Why `facts` are unknown. */
  readonly error: AppError | undefined
  /** Milliseconds since 1970 of the newest of its meta files; 0 when there are none. */
  readonly modifiedMs: number
}

/** What opening a dataset showed. */
export interface CheckedDataset {
  /** Changes with any file of the dataset: names, sizes and times. */
  readonly stamp: string
  readonly bytes: number
  /** Undefined: nothing changed since the given stamp. */
  readonly health: Exclude<DatasetHealth, { readonly state: 'unchecked' }> | undefined
}

/** An opened dataset without its episodes. */
export interface OpenedDataset {
  readonly scanned: ScannedDataset
  readonly stamp: string
  readonly fingerprint: string
  readonly features: readonly FeatureSummary[]
  readonly tasks: readonly string[]
  readonly findings: readonly Finding[]
  readonly mergedFrom: readonly string[] | undefined
}

/** An episode whose cameras name files of the dataset instead of addresses. */
export interface OpenedEpisode extends Omit<EpisodeDetails, 'cameras'> {
  readonly cameras: readonly (Omit<EpisodeCamera, 'url'> & {
    /** Relative to the dataset: a video, or the data file that holds pictures. */
    readonly file: string
  })[]
}

/** What a merged dataset says of an episode: its source by name and content, and its number there. */
export interface StatedOrigin {
  readonly name: string
  readonly fingerprint: string
  readonly episode: number
}

/** A planned episode whose cameras name files of its source. */
export type PlannedEpisodeReport = OpenedEpisode &
  Pick<PlannedEpisodeDetails, 'sourceEpisode' | 'sourceFrame' | 'files'> & {
    /** The source's folder. */
    readonly path: string
  }

/** A picture as it is stored. */
export interface StoredImage {
  /** By its first bytes: `image/png`, …; `application/octet-stream` for one that is not known. */
  readonly type: string
  /** Base64. */
  readonly data: string
}

/** A moment in a video file. */
export interface EpisodePicture {
  /** Relative to the dataset. */
  readonly file: string
  readonly seconds: number
}

/** One element of the state or of the action, over an episode. */
export interface JointMotion {
  readonly kind: 'state' | 'action'
  readonly name: string
  readonly min: number
  readonly max: number
  /** The largest difference between two rows that follow each other, and the row that it leads to. */
  readonly step: number
  readonly at: number
  readonly third: number
  /** The share of steps that are not 0. */
  readonly active: number
}

/** What the packets of a camera say about an episode. */
export interface CameraSizes {
  readonly camera: string
  /** Relative to the dataset. */
  readonly file: string
  /** The first frame there. */
  readonly start: number
  readonly bytesPerPixel: number
  /** Frames of the episode without any change, and how far each joint moved meanwhile. */
  readonly still:
    { readonly start: number; readonly end: number; readonly moved: readonly number[] } | undefined
}

/** How the robot and the pictures moved in an episode. */
export interface EpisodeMotion {
  readonly episode: number
  /** Frames. */
  readonly length: number
  /** Those of the state, then those of the action; the same in all episodes. */
  readonly joints: readonly JointMotion[]
  /** Of colours, stored as video. */
  readonly cameras: readonly CameraSizes[]
}

/** Frames of a video that follow each other. */
export interface VideoStretch {
  /** Between the frame before and the first, by the file's own time; 0 at the beginning of the file. */
  readonly seconds: number
  /** The same for the same pictures, wherever they are stored. */
  readonly digest: string
}

/** What the merge screen learns from the sources themselves. */
export interface PreviewReport {
  /** In the order of the request. */
  readonly sources: readonly Omit<SourceStatus, 'place' | 'name'>[]
  /** Of sources, plan and output together. */
  readonly findings: readonly Finding[]
  readonly tasks: readonly TaskPreview[]
  /** Undefined when a source cannot be opened or blocks. */
  readonly plan: Omit<PlanPreview, 'estimatedSeconds'> | undefined
  /** Why there is no plan, where neither a source's error nor a finding says it. */
  readonly problem: AppError | undefined
}

/** From the parent: a request, or that nobody waits for one any more. `input` is checked by its own schema. */
export const readerMessage = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('request'),
    id: index,
    name: z.enum(Object.keys(readerRequests) as [ReaderRequestName, ...ReaderRequestName[]]),
    input: z.unknown(),
  }),
  z.strictObject({ kind: z.literal('cancel'), id: index }),
])
/** See {@link readerMessage}. */
export type ReaderMessage = z.infer<typeof readerMessage>

/** From the reading process. */
export type ReaderAnswer =
  | { readonly kind: 'done'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: AppError }
