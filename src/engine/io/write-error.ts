import { EngineError } from '#shared/errors.ts'
import { formatBytes } from '#shared/format-bytes.ts'
import { fileError } from './files.ts'

/** What to do about a disk that reports errors. */
const DISK_HINT =
  'Check the disk or the connection to it, then merge again. Nothing half-made gets the name of a result.'

/** Maps a failure to make or change something at `path` to an EngineError. One that is an EngineError already stays. */
export function writeError(path: string, cause: unknown): unknown {
  if (cause instanceof EngineError) return cause
  const errno = errnoOf(cause)
  switch (errno) {
    case undefined:
      return cause
    case 'EACCES':
    case 'EPERM':
      return new EngineError('OUTPUT_NOT_WRITABLE', `no permission to write ${path}`, {
        cause,
        hint: 'Choose a folder that you may write to.',
      })
    case 'EROFS':
      return new EngineError('OUTPUT_NOT_WRITABLE', `read-only file system: ${path}`, {
        cause,
        hint: 'The disk may have been switched to reading only after an error. Choose another one.',
      })
    case 'EDQUOT':
      return new EngineError('NO_SPACE', `your quota is used up: cannot write ${path}`, {
        cause,
        hint: 'Free some of your space on that disk, or choose another output folder.',
      })
    case 'ENOSPC':
      return fileError(path, cause)
    default:
      return new EngineError('WRITE_FAILED', `${errno} while writing ${path}`, { cause, hint: DISK_HINT })
  }
}

/** Waits for something that is being made at `path`. Throws what {@link writeError} gives. */
export async function writing<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    throw writeError(path, cause)
  }
}

/** The system's code of a failure, such as `EIO`. */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && 'errno' in error && 'code' in error ? String(error.code) : undefined
}

/** Adds to what an error says is to be done. What is not an EngineError stays. */
export function withHint(error: unknown, more: string): unknown {
  if (!(error instanceof EngineError)) return error
  const hint = error.hint === undefined ? more : `${error.hint} ${more}`
  return new EngineError(error.code, error.message, { hint, details: error.details, cause: error.cause })
}

/** Says in the error of a full disk how much was needed and how much is free. Other errors stay. */
export function withRoom(error: unknown, neededBytes: number, freeBytes: number | undefined): unknown {
  if (!(error instanceof EngineError) || error.code !== 'NO_SPACE') return error
  const free = freeBytes === undefined ? '' : `, ${formatBytes(freeBytes)} free`
  return new EngineError(
    'NO_SPACE',
    `${error.message} (the merge needs ${formatBytes(neededBytes)}${free})`,
    { hint: error.hint, cause: error, details: { neededBytes, freeBytes } },
  )
}
