import { constants, type BigIntStats } from 'node:fs'
import { open, stat, type FileHandle } from 'node:fs/promises'
import { EngineError } from '#shared/errors.ts'

/** Throws `CANCELLED` once the signal is aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined, during: string): void {
  if (signal?.aborted === true) throw new EngineError('CANCELLED', `cancelled while ${during}`)
}

/** Random access to the bytes of one file. Offsets and lengths are bytes. */
export interface ByteSource {
  /** Absolute path, for messages. */
  readonly path: string
  readonly byteLength: number
  /** All of them, where they are in memory. */
  readonly bytes?: Uint8Array
  /** Fills `into` from `position`. Throws `FILE_CHANGED` when the file ends before that. */
  read(into: Uint8Array, position: number): Promise<void>
}

/** Where bytes go, front to back. */
export interface ByteSink {
  /** Bytes appended so far. */
  readonly position: number
  append(bytes: Uint8Array): Promise<void>
}

/** A {@link ByteSource} over an open file; close it, or use `await using`. */
export interface OpenFile extends ByteSource, AsyncDisposable {
  /** What {@link stampOf} said when it was opened. */
  readonly stamp: string
  close(): Promise<void>
}

/**
 * Opens a file for reading only: sources are never touched.
 * Throws `FILE_MISSING` or `FILE_UNREADABLE`.
 */
export async function openFile(path: string): Promise<OpenFile> {
  const handle = await reading(path, open(path, READ_ONLY))
  try {
    const stat = await reading(path, handle.stat({ bigint: true }))
    if (!stat.isFile()) throw new EngineError('FILE_UNREADABLE', `not a regular file: ${path}`)
    return fileOver(path, handle, Number(stat.size), stampFrom(stat))
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** Size, time of change and identity of a file as text: it differs once someone has written to the file or replaced it. */
function stampFrom({ size, mtimeNs, ino }: BigIntStats): string {
  return `${size} ${mtimeNs} ${ino}`
}

/** The stamp of the file at a path as it is now; undefined when there is none. */
export async function stampOf(path: string): Promise<string | undefined> {
  try {
    return stampFrom(await stat(path, { bigint: true }))
  } catch {
    return undefined
  }
}

/** Opening a named pipe would else wait for someone to write into it. Files do not care; Windows has no such thing. */
const READ_ONLY = constants.O_RDONLY | ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0)

/** Files up to this size are read at once by {@link openBuffered}. */
const BUFFERED_BYTES = 4 << 20

/** As {@link openFile}, for a file that is read in many small pieces: one that is small is read whole, right away. */
export async function openBuffered(path: string): Promise<OpenFile> {
  const file = await openFile(path)
  if (file.byteLength > BUFFERED_BYTES) return file
  try {
    const close = () => Promise.resolve()
    return {
      ...bytesSource(await readRange(file, 0, file.byteLength), path),
      stamp: file.stamp,
      close,
      [Symbol.asyncDispose]: close,
    }
  } finally {
    await file.close()
  }
}

function fileOver(path: string, handle: FileHandle, byteLength: number, stamp: string): OpenFile {
  // However closing a file ends that was only read: its bytes are what they are.
  const close = () => handle.close().catch(() => undefined)
  return {
    path,
    byteLength,
    stamp,
    close,
    [Symbol.asyncDispose]: close,
    async read(into, position) {
      let done = 0
      while (done < into.length) {
        const { bytesRead } = await handle
          .read(into, done, into.length - done, position + done)
          .catch((cause: unknown) => {
            throw fileError(path, cause)
          })
        if (bytesRead === 0) throw cutOff(path, position + done, position + into.length)
        done += bytesRead
      }
    },
  }
}

function cutOff(path: string, end: number, expected: number): EngineError {
  return new EngineError('FILE_CHANGED', `${path} ends at byte ${end}, expected ${expected}`, {
    hint: 'The file was cut off or replaced while it was read. Check it and try again.',
  })
}

/** Reads `[start, end)` of a source into a new array. */
export async function readRange(source: ByteSource, start: number, end: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start)
  await source.read(bytes, start)
  return bytes
}

/** As {@link readRange}, but a view where the source is in memory. */
export async function viewRange(source: ByteSource, start: number, end: number): Promise<Uint8Array> {
  return end <= source.byteLength && source.bytes !== undefined
    ? source.bytes.subarray(start, end)
    : await readRange(source, start, end)
}

/** The longest text that is read whole: an info.json of a thousand features is a megabyte. */
const MAX_TEXT_BYTES = 8e6

/**
 * Reads a whole text file. Throws what {@link openFile} and reading give, and `JSON_INVALID`, since all texts of the
 * format are JSON, for one that is not UTF-8 or larger than `maxBytes`, 8 MB unless told otherwise.
 */
export async function readText(path: string, maxBytes = MAX_TEXT_BYTES): Promise<string> {
  await using file = await openFile(path)
  if (file.byteLength > maxBytes) {
    const size = `${Math.round(file.byteLength / 1e6)} MB`
    throw new EngineError('JSON_INVALID', `${path}: ${size}, more than ${maxBytes / 1e6} MB`, {
      hint: 'This is not what a recorder writes. Restore the file from a backup.',
    })
  }
  try {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true })
    return decoder.decode(await readRange(file, 0, file.byteLength))
  } catch (cause) {
    if (cause instanceof EngineError) throw cause
    throw new EngineError('JSON_INVALID', `${path}: not UTF-8`, {
      hint: 'Save the file as UTF-8, or restore it from a backup.',
      cause,
    })
  }
}

/** A {@link ByteSource} over bytes in memory. */
export function bytesSource(bytes: Uint8Array, path = 'memory'): ByteSource {
  return {
    path,
    byteLength: bytes.length,
    bytes,
    read(into, position) {
      const end = position + into.length
      if (end > bytes.length) return Promise.reject(cutOff(path, bytes.length, end))
      into.set(bytes.subarray(position, end))
      return Promise.resolve()
    },
  }
}

/** Waits for something that is being read at `path`. Throws what {@link fileError} gives. */
export async function reading<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    throw fileError(path, cause)
  }
}

/** Maps an `errno` failure on `path` to an EngineError with what to do about it. */
export function fileError(path: string, cause: unknown): EngineError {
  const errno = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  switch (errno) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new EngineError('FILE_MISSING', `no such file: ${path}`, { cause })
    case 'EACCES':
    case 'EPERM':
      return new EngineError('FILE_UNREADABLE', `no permission for ${path}`, { cause })
    case 'ENOSPC':
    case 'EDQUOT':
      return new EngineError('NO_SPACE', `no space left while writing ${path}`, {
        cause,
        hint: 'Free some space on that disk or choose another output folder; nothing half-made is left behind.',
      })
    case 'EROFS':
      return new EngineError('OUTPUT_NOT_WRITABLE', `read-only file system: ${path}`, { cause })
    case 'EIO':
      return new EngineError('FILE_UNREADABLE', `the disk reports an error (EIO) on ${path}`, {
        cause,
        hint: 'Check the disk or the connection to it. Copy what can still be read before anything else.',
      })
    case 'ESTALE':
      return new EngineError('FILE_UNREADABLE', `the network drive no longer knows ${path} (ESTALE)`, {
        cause,
        hint: 'The file was replaced on the server or the drive was mounted anew. Open the folder again, then repeat.',
      })
    default:
      return new EngineError('FILE_UNREADABLE', `${errno || 'error'} on ${path}`, { cause })
  }
}
