import { z } from 'zod'
import type { AppError } from './errors.ts'
import type {
  DatasetDetails,
  DatasetSummary,
  EpisodeIndex,
  EpisodeOrigin,
  EpisodePage,
  LibraryRoot,
} from './model/dataset.ts'
import type { EpisodeDetails, EpisodeValues } from './model/episode.ts'
import {
  mergeId,
  type MergeComparison,
  type MergeId,
  type MergeRecord,
  type MergeSummary,
  type SourceDrift,
} from './model/history.ts'
import { jobId, type Job, type JobId, type LogPage } from './model/job.ts'
import {
  mergeDraftSchema,
  planId,
  type KeptDraft,
  type MergeDraft,
  type MergePreview,
  type PlannedEpisodeDetails,
  type PlannedEpisodePage,
} from './model/merge.ts'
import { proxyRequestSchema, type ProxyProgress, type Thumbnail } from './model/media.ts'
import type { ParquetFile, ParquetRows } from './model/parquet.ts'
import { placeId, type FolderListing, type Place, type PlaceId } from './model/place.ts'
import {
  markChangeSchema,
  MAX_MARK_CHANGES,
  type DatasetReview,
  type MarksAt,
  type SourceReviews,
  type Suspicion,
} from './model/review.ts'
import { settingsChangeSchema, type FfmpegStatus, type HostInfo, type Settings } from './model/settings.ts'

/** What a call came to. Errors cross every boundary as data. */
export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: AppError }

/** One thing that the renderer may ask of the main process. */
export interface Call<Input extends z.ZodType, Output, From extends 'page' | 'preload' = 'page' | 'preload'> {
  readonly input: Input
  /**
   * `page`: the renderer may call it. `preload`: only the preload script may, with a path that the system gave it; it
   * is neither in `window.api` nor served over HTTP.
   */
  readonly from: From
  /** Never set: carries the type of the answer. */
  readonly output?: Output
}

const call =
  <Output>() =>
  <Input extends z.ZodType>(input: Input): Call<Input, Output, 'page'> => ({ input, from: 'page' })
const preloadCall =
  <Output>() =>
  <Input extends z.ZodType>(input: Input): Call<Input, Output, 'preload'> => ({ input, from: 'preload' })

const nothing = z.strictObject({})
const place = z.strictObject({ place: placeId })
const window = { from: z.number().int().nonnegative(), count: z.number().int().min(1).max(1000) }
/** Tells the windows of an application apart. */
const windowKey = z.string().min(1).max(64)
const seriesName = z.strictObject({
  feature: z.string().min(1).max(1024),
  element: z.number().int().nonnegative(),
})
/** Elements of features, and rows of an episode. */
const valuesWindow = {
  series: z.array(seriesName).min(1).max(512),
  from: z.number().int().nonnegative().default(0),
  count: z.number().int().min(1).default(Number.MAX_SAFE_INTEGER),
}
/** An episode of a result that is only planned, by its number there. */
const planned = { plan: planId, episode: z.number().int().nonnegative() }
/** A folder or file name: one part of a path. */
const entryName = z
  .string()
  .min(1)
  .max(255)
  .regex(/^(?!\.{1,2}$)[^/\\\0]+$/)

/**
 * Every call there is: handlers, the Electron client, the HTTP client, `window.api` and the test fake are derived
 * from this object. The only place where a name or a shape of a call is written down.
 */
export const contract = {
  /** Where the application runs and what it can do there. */
  'app.host': call<HostInfo>()(nothing),
  /** Shows a file or folder in the system's file manager. Desktop only. */
  'app.reveal': call<undefined>()(place),

  /** Asks with a native dialog; undefined when the user cancelled. Desktop only. */
  'folders.pick': call<Place | undefined>()(
    z.strictObject({ purpose: z.enum(['root', 'dataset', 'output', 'parquet', 'recipe', 'ffmpeg']) }),
  ),
  /** Admits what was dropped on the window. */
  'folders.drop': preloadCall<Place>()(z.strictObject({ path: z.string().min(1).max(4096) })),
  /** Looks into a folder; the served folders without one. Browser only. */
  'folders.list': call<FolderListing>()(z.strictObject({ folder: placeId.optional() })),

  'library.roots': call<readonly LibraryRoot[]>()(nothing),
  'library.addRoot': call<LibraryRoot>()(place),
  'library.removeRoot': call<undefined>()(place),
  /** What is known now; `library.changed` tells of what is found later. */
  'library.list': call<{ readonly datasets: readonly DatasetSummary[]; readonly isScanning: boolean }>()(
    nothing,
  ),
  'library.rescan': call<undefined>()(nothing),
  /** Opens a dataset as a whole, also one that is below no root, and remembers it. */
  'library.open': call<DatasetDetails>()(place),
  /** The datasets opened last, newest first. */
  'library.recents': call<readonly DatasetSummary[]>()(nothing),

  'episodes.list': call<EpisodePage>()(z.strictObject({ place: placeId, ...window })),
  /** All episodes at once, in few columns. */
  'episodes.index': call<EpisodeIndex>()(place),
  /** What there is to see of an episode, and where. Throws `EPISODE_UNKNOWN`. */
  'episodes.open': call<EpisodeDetails>()(
    z.strictObject({ place: placeId, episode: z.number().int().nonnegative() }),
  ),
  /** Numbers of an episode: those elements of its features, rows `[from, from + count)`. Ask again for what is left. */
  'episodes.values': call<EpisodeValues>()(
    z.strictObject({ place: placeId, episode: z.number().int().nonnegative(), ...valuesWindow }),
  ),
  /**
   * What an episode was before the dataset was merged: the source it came from, what it was there if that is the result
   * of a merge, and so on as far as datasets are found. Empty where the dataset was not merged by Episplice.
   */
  'episodes.origins': call<readonly EpisodeOrigin[]>()(
    z.strictObject({ place: placeId, episode: z.number().int().nonnegative() }),
  ),

  /**
   * The marks of all episodes that have any. They belong to what the dataset is now: its fingerprint. Also those of
   * what it was before, for as long as nobody decided what becomes of them.
   */
  'review.list': call<DatasetReview>()(place),
  /**
   * Marks episodes, or takes marks away. Answers with all marks of those episodes. Never touches the dataset. Throws
   * `SOURCE_CHANGED` when the dataset is not the one with this fingerprint any more: its episodes may be others.
   */
  'review.set': call<MarksAt>()(
    z.strictObject({
      place: placeId,
      fingerprint: z.string().min(1).max(64),
      changes: z.array(markChangeSchema).max(MAX_MARK_CHANGES),
      /** It is decided what becomes of the earlier review; false: not any more. */
      settles: z.boolean().optional(),
    }),
  ),
  /** Episodes that are worth a look, with reasons that need no row and no picture; in the order of the dataset. */
  'review.suspicions': call<readonly Suspicion[]>()(place),
  /**
   * The same after a look at every row and at odd pictures, kept for the next time. `review.progress` tells how far it
   * is, and giving up the call ends it.
   */
  'review.inspect': call<readonly Suspicion[]>()(place),
  /** Which of these datasets lose episodes or frames to their review. */
  'review.sources': call<SourceReviews>()(z.strictObject({ places: z.array(placeId).max(10_000) })),

  /** Opens, checks and plans a draft. Writes nothing. A newer call with the same `key` ends an older one. */
  'merge.preview': call<MergePreview>()(z.strictObject({ draft: mergeDraftSchema, key: windowKey })),
  /**
   * Episodes of a plan that `merge.preview` made, in the order of the result. This and the next two throw
   * `PLAN_UNKNOWN` for a plan that is not remembered: preview the draft again.
   */
  'merge.previewEpisodes': call<PlannedEpisodePage>()(z.strictObject({ plan: planId, ...window })),
  /** An episode as it will be, with cameras that read from its source. Throws `EPISODE_UNKNOWN`, `SOURCE_CHANGED`. */
  'merge.previewEpisode': call<PlannedEpisodeDetails>()(z.strictObject(planned)),
  /** Numbers of an episode as they will be; as `episodes.values`. */
  'merge.previewValues': call<EpisodeValues>()(z.strictObject({ ...planned, ...valuesWindow })),
  'merge.loadDraft': call<KeptDraft>()(nothing),
  /**
   * Keeps a draft that the window `by` made from `revision`. When another window was faster, its draft stays and is the
   * answer, with `isKept: false`.
   */
  'merge.saveDraft': call<KeptDraft & { readonly isKept: boolean }>()(
    z.strictObject({
      draft: mergeDraftSchema,
      revision: z.number().int().nonnegative(),
      by: windowKey,
    }),
  ),
  /** Queues a merge. Throws `BLOCKED` with findings when it cannot be right. */
  'merge.start': call<{ readonly job: JobId }>()(
    z.strictObject({
      draft: mergeDraftSchema,
      /** Go on with what an interrupted merge of the same draft left, where there is such a thing. */
      resume: z.boolean().default(false),
    }),
  ),
  /** Removes what an interrupted merge into this output left behind. */
  'merge.removeLeftovers': call<undefined>()(z.strictObject({ draft: mergeDraftSchema })),

  /** Queued and running jobs, and those that ended since the application started; newest first. */
  'jobs.list': call<readonly Job[]>()(nothing),
  'jobs.get': call<Job>()(z.strictObject({ job: jobId })),
  'jobs.cancel': call<undefined>()(z.strictObject({ job: jobId })),
  /** Queues the same merge again. */
  'jobs.retry': call<{ readonly job: JobId }>()(z.strictObject({ job: jobId })),
  'jobs.log': call<LogPage>()(z.strictObject({ job: jobId, ...window })),
  /** Markdown to paste into an issue: no home paths, at most 45 lines. */
  'jobs.issueReport': call<{ readonly markdown: string }>()(z.strictObject({ job: jobId })),
  /** Merges that a crash of the application or the machine interrupted and that were not acknowledged yet. */
  'jobs.interrupted': call<readonly MergeSummary[]>()(nothing),
  'jobs.acknowledge': call<undefined>()(z.strictObject({ merges: z.array(mergeId).max(1000) })),

  'history.list': call<{ readonly total: number; readonly merges: readonly MergeSummary[] }>()(
    z.strictObject({ ...window, search: z.string().max(200).default('') }),
  ),
  'history.get': call<MergeRecord>()(z.strictObject({ merge: mergeId })),
  /** How the sources stand today, one for each in order. */
  'history.sources': call<readonly SourceDrift[]>()(z.strictObject({ merge: mergeId })),
  /** Queues the same recipe into a new folder. Sources that moved are named by position. */
  'history.runAgain': call<{ readonly job: JobId }>()(
    z.strictObject({
      merge: mergeId,
      /** `NAME-again`, `NAME-again-2`, … beside the earlier result when undefined. */
      output: z.strictObject({ parent: placeId, name: entryName }).optional(),
      relocated: z
        .array(z.strictObject({ source: z.number().int().nonnegative(), place: placeId }))
        .max(10_000)
        .default([]),
      /** Go on although sources changed. */
      acceptChanges: z.boolean().default(false),
    }),
  ),
  /** The merge as a draft, to change it before running it again. */
  'history.draft': call<MergeDraft>()(z.strictObject({ merge: mergeId })),
  'history.compare': call<MergeComparison>()(z.strictObject({ a: mergeId, b: mergeId })),
  /** The recipe as JSON text, which the command line reads. */
  'history.exportRecipe': call<{ readonly fileName: string; readonly text: string }>()(
    z.strictObject({ merge: mergeId }),
  ),
  /** A draft from a recipe's text. */
  'history.importRecipe': call<MergeDraft>()(z.strictObject({ text: z.string().max(20_000_000) })),
  /** The equivalent command, quoted for a POSIX shell. */
  'history.command': call<{ readonly command: string }>()(z.strictObject({ merge: mergeId })),

  'parquet.open': call<ParquetFile>()(place),
  'parquet.rows': call<ParquetRows>()(
    z.strictObject({ place: placeId, from: window.from, count: z.number().int().min(1).max(200) }),
  ),
  /** Saves the first rows as a file of their own. Throws `OUTPUT_EXISTS`. */
  'parquet.saveHead': call<{ readonly place: Place; readonly rows: number; readonly bytes: number }>()(
    z.strictObject({ place: placeId, rows: z.number().int().min(1), parent: placeId, name: entryName }),
  ),

  'settings.get': call<Settings>()(nothing),
  'settings.set': call<Settings>()(settingsChangeSchema),
  'settings.ffmpeg': call<FfmpegStatus>()(nothing),

  /**
   * The first picture of an episode, small where it is of a video. Making one takes a processor for a moment; `make` is
   * false for who takes it only where there is one. Throws `FFMPEG_MISSING`.
   */
  'media.thumbnail': call<Thumbnail>()(
    z.strictObject({ place: placeId, episode: z.number().int().nonnegative(), make: z.boolean() }),
  ),
  /**
   * An address for an H.264 copy of a stretch of a video: its frame `k` is frame `frames.start + k`. Takes as long as
   * it takes to make, unless there is one; `media.proxyProgress` tells how far it is, and giving up the call ends it.
   * Throws `FFMPEG_MISSING`, `FFMPEG_FAILED`.
   */
  'media.proxy': call<{ readonly url: string }>()(proxyRequestSchema),
} as const satisfies Record<string, Call<z.ZodType, unknown>>

/** The name of a call. */
export type CallName = keyof typeof contract
/** What a handler is given, defaults filled in. */
export type CallInput<C extends CallName> = z.output<(typeof contract)[C]['input']>
/** What a caller gives. */
export type CallArgument<C extends CallName> = z.input<(typeof contract)[C]['input']>
/** What a call answers. */
export type CallOutput<C extends CallName> =
  (typeof contract)[C] extends Call<z.ZodType, infer Output> ? Output : never
/** The calls that a page may make. */
export type PageCallName = {
  [C in CallName]: (typeof contract)[C]['from'] extends 'page' ? C : never
}[CallName]

/** Everything that the main process tells without being asked. */
export interface AppEvents {
  'library.changed': {
    readonly changed: readonly DatasetSummary[]
    readonly removed: readonly PlaceId[]
    readonly isScanning: boolean
  }
  'library.rootsChanged': Record<string, never>
  /** A job in its new state; progress at most ten times a second. */
  'jobs.changed': { readonly job: Job }
  'history.changed': { readonly merge: MergeId }
  /** The draft that the window `by` has kept; without a name when it is cleared because its merge succeeded. */
  'merge.draftChanged': KeptDraft & { readonly draft: MergeDraft; readonly by: string }
  /** Marks of episodes as they are now. */
  'review.changed': MarksAt
  /** How far looking through a dataset is: 0 to 1. */
  'review.progress': { readonly place: PlaceId; readonly fraction: number }
  'media.proxyProgress': ProxyProgress
  'settings.changed': { readonly settings: Settings }
  /** A message that concerns no call, as when the database was set aside. */
  'app.notice': { readonly error: AppError }
  /** What such a message told of is over. */
  'app.noticeOver': { readonly error: AppError }
  /** Go to a screen: from the menu, a notification or a link. `#/…` */
  'app.navigate': { readonly to: string }
  /** Events were lost: everything has to be asked for anew. */
  'app.resync': Record<string, never>
}

/** The name of an event. */
export type EventName = keyof AppEvents

/** An event on its way. Sequences count from 1 within a run of the application, without gaps. */
export type AppEvent = {
  [E in EventName]: {
    readonly name: E
    readonly data: AppEvents[E]
    /** The run of the application that counts; another one after a restart. */
    readonly run: string
    readonly sequence: number
  }
}[EventName]

/** How a call is made. */
export interface CallOptions {
  /** How the caller may give up. */
  readonly signal?: AbortSignal | undefined
  /** It is made although the page is being left, and nobody waits for the answer; only short inputs do so for sure. */
  readonly outlivesPage?: boolean
}

/** What the renderer has: a function for each call, and events. */
export interface Api {
  readonly call: <C extends PageCallName>(
    name: C,
    input: CallArgument<C>,
    options?: CallOptions,
  ) => Promise<Result<CallOutput<C>>>
  /** Returns the function that ends the subscription. Nothing is lost over a reconnect, or `app.resync` says so. */
  readonly on: <E extends EventName>(name: E, listener: (data: AppEvents[E]) => void) => () => void
  /** Admits a dropped file or folder; undefined where the host cannot. */
  readonly drop: ((file: File) => Promise<Result<Place>>) | undefined
}
