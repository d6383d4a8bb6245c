import { constants, createReadStream, type Stats } from 'node:fs'
import { open, stat, type FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { parseRange } from './range.ts'

/** Bytes that are read at once: the parts that players ask for. Streaming them takes longer than reading them. */
const MAX_AT_ONCE = 1 << 20

/** How a file is served. */
export interface Served {
  readonly type: string
  readonly cacheControl: string
  /** What {@link stateOf} said of the file that is meant; undefined for whichever is there. */
  readonly stamp: string | undefined
}

/** Tells one state of a file from another; undefined when there is none. */
export async function stateOf(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined)
  return found && stateFrom(found)
}

function stateFrom({ size, mtimeMs }: Stats): string {
  return `${size},${mtimeMs}`
}

/**
 * Answers a GET or HEAD request with a file or the part of it that is asked for. Open-ended ranges are answered to the
 * end of the file: Chromium takes a shorter answer for the whole. A file that is not
 * the one that is meant any more is gone: 410. The file is closed when the request is aborted.
 */
export async function serveFile(
  path: string,
  { type, cacheControl, stamp }: Served,
  request: Request,
): Promise<Response> {
  // A pipe under a video's name would wait for a writer otherwise, and hold a thread. Windows has no such flag.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(() => undefined)
  const found = await file?.stat()
  if (file === undefined || found?.isFile() !== true) {
    await file?.close()
    return new Response(null, { status: 404 })
  }
  if (stamp !== undefined && stamp !== stateFrom(found)) {
    await file.close()
    return new Response(null, { status: 410 })
  }
  const { size } = found
  const range = parseRange(request.headers.get('range'), size)
  const { start, end } = range === undefined || range === 'unsatisfiable' ? { start: 0, end: size } : range
  const common = {
    'accept-ranges': 'bytes',
    'cache-control': cacheControl,
    'x-content-type-options': 'nosniff',
  }
  if (range === 'unsatisfiable') {
    await file.close()
    return new Response(null, { status: 416, headers: { ...common, 'content-range': `bytes */${size}` } })
  }
  const headers = {
    ...common,
    'content-type': type,
    'content-length': String(end - start),
    ...(range === undefined ? {} : { 'content-range': `bytes ${start}-${end - 1}/${size}` }),
  }
  const status = range === undefined ? 200 : 206
  if (request.method === 'HEAD' || end === start || request.signal.aborted) {
    await file.close()
    return new Response(null, { status, headers })
  }
  if (end - start <= MAX_AT_ONCE) {
    const bytes = await readPart(file, start, end).finally(() => file.close())
    return bytes === undefined
      ? new Response(null, { status: 404 })
      : new Response(bytes, { status, headers })
  }
  // The stream's end is inclusive; it closes the file.
  const stream = createReadStream(path, { fd: file, start, end: end - 1 })
  // Whoever gave up needs no error, and nobody else hears of it.
  stream.on('error', () => undefined)
  request.signal.addEventListener('abort', () => stream.destroy(), { once: true })
  return new Response(Readable.toWeb(stream) as ReadableStream<Uint8Array<ArrayBuffer>>, { status, headers })
}

/** Bytes `[start, end)`; undefined where the file became shorter meanwhile, or cannot be read. */
async function readPart(
  file: FileHandle,
  start: number,
  end: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const bytes = new Uint8Array(end - start)
  // File systems may give less than they are asked for.
  for (let filled = 0; filled < bytes.length;) {
    const read = await file.read(bytes, filled, bytes.length - filled, start + filled).catch(() => undefined)
    if (read === undefined || read.bytesRead === 0) return undefined
    filled += read.bytesRead
  }
  return bytes
}
