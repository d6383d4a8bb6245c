import { z } from 'zod'
import { EngineError } from '#shared/errors.ts'
import { DEFAULT_DATA_PATH, DEFAULT_VIDEO_PATH } from './paths.ts'
import { parsePythonJson, type JsonObject, type JsonValue } from './python-json.ts'

/** One entry of `features` in info.json. */
export interface Feature {
  /** `video`, `image`, `string`, `language` or a numpy dtype name. */
  readonly dtype: string
  /** `[1]` is a scalar, `[n]` a vector, rank 2 to 5 an array. */
  readonly shape: readonly number[]
  /** Labels: null, a list or an object; undefined when the key is missing. */
  readonly names: JsonValue | undefined
  /** Side information of cameras. */
  readonly info: JsonObject | undefined
  /** The entry as read, unknown keys included. */
  readonly raw: JsonObject
}

/** A parsed `meta/info.json`. */
export interface DatasetInfo {
  readonly version: string
  readonly fps: number
  readonly robotType: string | undefined
  readonly features: ReadonlyMap<string, Feature>
  /** Claims, not facts: recorders leave wrong totals behind. */
  readonly totals: { readonly episodes: number; readonly frames: number; readonly tasks: number }
  readonly dataPath: string
  readonly videoPath: string
  readonly chunksSize: number
  /** The file as read, unknown keys included. */
  readonly raw: JsonObject
}

/** Only ever compared with what is there: one beyond 2^53 is wrong and does no harm. */
const count = z.number().nonnegative().refine(Number.isInteger, { error: 'expected a whole number' })

const jsonObject = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  {
    error: 'expected an object',
  },
)

/**
 * What the format knows (lerobot-v3-format, section 4), and the other types that the reference reader's
 * `datasets.Value` takes.
 */
const DTYPES =
  /^(video|image|language|bool|u?int(8|16|32|64)|float(16|32|64)?|double|(large_)?(string|binary)|date(32|64)|(time32|time64|timestamp|duration)\[.+\]|decimal(128|256)\(.+\))$/

const featureSchema = z.looseObject({
  dtype: z.string().regex(DTYPES, { error: ({ input }) => `unknown type ${JSON.stringify(input)}` }),
  shape: z.array(z.number().int().nonnegative()).max(8),
  names: z.custom<JsonValue>().optional(),
  info: jsonObject.nullish(),
})

/** What says whether the rest can be understood. */
const headSchema = z.looseObject({
  codebase_version: z.string().optional(),
  storage_format: z.string().optional(),
})

const infoSchema = z.looseObject({
  codebase_version: z.string(),
  fps: z.number().positive().max(100_000),
  robot_type: z.string().nullish(),
  features: z
    .record(z.string().min(1), featureSchema)
    .refine((all) => Object.keys(all).length > 0, { error: 'expected at least one feature' })
    .check(refusePaths),
  total_episodes: count.default(0),
  total_frames: count.default(0),
  total_tasks: count.default(0),
  chunks_size: z.number().int().positive().default(1000),
  data_path: z.string().default(DEFAULT_DATA_PATH),
  video_path: z.string().nullish(),
})

/** Cameras name folders, also of the result: one that leads elsewhere would have a merge write there. */
function refusePaths(context: z.core.ParsePayload<Record<string, { readonly dtype: string }>>): void {
  for (const [name, { dtype }] of Object.entries(context.value)) {
    if (dtype !== 'video' || !(/[/\\\0]/.test(name) || name === '.' || name === '..')) continue
    const message = 'a camera must have a name that a folder can have'
    context.issues.push({ code: 'custom', input: name, path: [name], message })
  }
}

/** Parses and validates info.json. Throws `JSON_INVALID`, `VERSION_UNSUPPORTED`, `STORAGE_UNSUPPORTED` or `INFO_INVALID` with every problem. */
export function parseInfo(text: string, path: string): DatasetInfo {
  const raw = parsePythonJson(text, path)
  const head = headSchema.safeParse(raw)
  if (head.success) refuseOtherFormats(head.data.codebase_version, head.data.storage_format, path)
  const parsed = infoSchema.safeParse(raw)
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`)
    throw new EngineError('INFO_INVALID', `${path}: ${problems.join('; ')}`, {
      hint: 'Correct these keys in meta/info.json.',
      details: { problems },
    })
  }
  const info = parsed.data
  const features = new Map(
    Object.entries(info.features).map(([name, feature]): [string, Feature] => [
      name,
      {
        dtype: feature.dtype,
        shape: feature.shape,
        names: feature.names,
        info: feature.info ?? undefined,
        raw: (raw as { features: Record<string, JsonObject> }).features[name]!,
      },
    ]),
  )
  return {
    version: info.codebase_version,
    fps: info.fps,
    robotType: info.robot_type ?? undefined,
    features,
    totals: { episodes: info.total_episodes, frames: info.total_frames, tasks: info.total_tasks },
    dataPath: info.data_path,
    videoPath: info.video_path ?? DEFAULT_VIDEO_PATH,
    chunksSize: info.chunks_size,
    raw: raw as JsonObject,
  }
}

function refuseOtherFormats(version: string | undefined, storage: string | undefined, path: string): void {
  if (storage !== undefined && storage !== 'parquet') {
    throw new EngineError('STORAGE_UNSUPPORTED', `${path}: storage format ${storage} is not supported`, {
      hint: 'Export the dataset to Parquet and MP4 (LeRobot v3.0) first.',
    })
  }
  if (version !== undefined && !/^v?3\.\d+/.test(version)) {
    const older = /^v?[12]\./.test(version)
    throw new EngineError('VERSION_UNSUPPORTED', `${path}: dataset version ${version}, expected v3.0`, {
      hint: older
        ? 'Convert it to v3.0 first: python -m lerobot.datasets.v30.convert_dataset_v21_to_v30 --repo-id=…'
        : 'This dataset was written by a newer LeRobot. Look for a newer Episplice.',
    })
  }
}

/** The camera features that are stored as MP4, in the order of info.json. */
export function cameraKeys(info: DatasetInfo): string[] {
  return [...info.features].filter(([, feature]) => feature.dtype === 'video').map(([name]) => name)
}

/** The features that are columns of the data files: all but videos. */
export function dataFeatures(info: DatasetInfo): string[] {
  return [...info.features].filter(([, feature]) => feature.dtype !== 'video').map(([name]) => name)
}

/** How many values a feature has in a row. */
export function elementsOf({ shape }: Pick<Feature, 'shape'>): number {
  return shape.reduce((product, size) => product * size, 1)
}

/** Features that statistics cover with numbers from the rows: neither pictures nor text nor times. */
export function isNumeric(feature: Feature): boolean {
  return /^(bool|u?int\d+|float\d*|double)$/.test(feature.dtype)
}

/** Features that a recorder writes statistics of: numbers and pictures. */
export function hasStatistics(feature: Feature): boolean {
  return isNumeric(feature) || feature.dtype === 'video' || feature.dtype === 'image'
}

/** The columns that a merge always writes anew. */
export const REWRITTEN_COLUMNS = ['episode_index', 'index', 'task_index'] as const

/** Whether a merge writes a column anew; subtasks are renumbered where their texts are known. */
export function isRewritten(column: string | undefined, hasSubtasks: boolean): boolean {
  return (
    (REWRITTEN_COLUMNS as readonly (string | undefined)[]).includes(column) ||
    (hasSubtasks && column === 'subtask_index')
  )
}
