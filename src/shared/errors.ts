/**
 * Every way in which the engine can refuse or fail. A code is stable: scripts, the history and the user
 * interface branch on it, never on the message.
 */
export const errorCodes = [
  'NOT_A_DATASET',
  'VERSION_UNSUPPORTED',
  'STORAGE_UNSUPPORTED',
  'FILE_MISSING',
  'FILE_UNREADABLE',
  'FILE_CHANGED',
  'JSON_INVALID',
  'INFO_INVALID',
  'TASKS_INVALID',
  'EPISODES_INVALID',
  'PATH_OUTSIDE_DATASET',
  'PARQUET_INVALID',
  'PARQUET_UNSUPPORTED',
  'MP4_INVALID',
  'MP4_UNSUPPORTED',
  'NO_SOURCES',
  'SELECTION_INVALID',
  'OPTION_INVALID',
  'PLAN_INVALID',
  'RECIPE_INVALID',
  'SOURCE_CHANGED',
  'BLOCKED',
  'OUTPUT_EXISTS',
  'OUTPUT_BUSY',
  'OUTPUT_OVERLAPS_SOURCE',
  'OUTPUT_PARENT_MISSING',
  'OUTPUT_NOT_WRITABLE',
  'NO_SPACE',
  'WRITE_FAILED',
  'VERIFY_FAILED',
  'CANCELLED',
  // the application around the engine
  'INPUT_INVALID',
  'UNAUTHORIZED',
  'NOT_AVAILABLE',
  'PLACE_UNKNOWN',
  'PLACE_OUTSIDE',
  'EPISODE_UNKNOWN',
  'PLAN_UNKNOWN',
  'NAME_INVALID',
  'JOB_UNKNOWN',
  'JOB_CRASHED',
  'READER_CRASHED',
  'MERGE_UNKNOWN',
  'SOURCE_MISSING',
  'DATABASE_LOCKED',
  'DATABASE_NEWER',
  'DATABASE_CORRUPT',
  'DATABASE_READ_ONLY',
  'FFMPEG_MISSING',
  'FFMPEG_FAILED',
  'CONNECTION_LOST',
  'INTERNAL',
] as const

/** One of {@link errorCodes}. */
export type ErrorCode = (typeof errorCodes)[number]

/** An error as it crosses a process, HTTP or `--json` boundary. */
export interface AppError {
  readonly code: ErrorCode
  readonly message: string
  /** What the user can do about it. */
  readonly hint?: string
  readonly details?: Readonly<Record<string, unknown>>
}

interface EngineErrorOptions {
  readonly hint?: string | undefined
  readonly details?: Readonly<Record<string, unknown>> | undefined
  readonly cause?: unknown
}

/** The only error that leaves the engine. Its message is lower-case and contains the offending value. */
export class EngineError extends Error {
  override readonly name = 'EngineError'
  readonly code: ErrorCode
  readonly hint: string | undefined
  readonly details: Readonly<Record<string, unknown>> | undefined

  constructor(code: ErrorCode, message: string, options: EngineErrorOptions = {}) {
    super(message, { cause: options.cause })
    this.code = code
    this.hint = options.hint
    this.details = options.details
  }

  /** An error that came as data, as one that can be thrown. */
  static from({ code, message, hint, details }: AppError): EngineError {
    return new EngineError(code, message, { hint, details })
  }

  toJSON(): AppError {
    return {
      code: this.code,
      message: this.message,
      ...(this.hint === undefined ? {} : { hint: this.hint }),
      ...(this.details === undefined ? {} : { details: this.details }),
    }
  }
}

/** Turns anything thrown into an {@link AppError}; what is not an EngineError becomes `INTERNAL`. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof EngineError) return thrown.toJSON()
  return { code: 'INTERNAL', message: thrown instanceof Error ? thrown.message : String(thrown) }
}
