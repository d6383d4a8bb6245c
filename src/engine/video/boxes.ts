import { EngineError } from '#shared/errors.ts'

/**
 * A box of an MP4 file (ISO/IEC 14496-12) in memory: a four-character type and a body, which holds fields or
 * further boxes. What a box says is not trusted: every reader below checks it against the bytes really there.
 */
export interface Box {
  readonly type: string
  /** The file it came from, for messages. */
  readonly path: string
  /** The whole box with its header. */
  readonly bytes: Uint8Array
  /** What follows the header. */
  readonly body: DataView
}

/** The start of a box: how long it is and where its body begins. */
export interface BoxHeader {
  readonly type: string
  /** 8, or 16 with a 64-bit size. */
  readonly headerBytes: number
  /** The whole box. Not yet compared with what is there. */
  readonly byteLength: number
}

/**
 * Reads the header at `at`, of which `available` bytes follow in the surrounding box or file. A size of 0 means
 * "to the end", a size of 1 that 64 bits follow the type. Undefined when that is no header.
 */
export function boxHeader(view: DataView, at: number, available: number): BoxHeader | undefined {
  const size = view.getUint32(at)
  const type = fourcc(view, at + 4)
  const headerBytes = size === 1 ? 16 : 8
  if (available < headerBytes) return undefined
  const byteLength = size === 0 ? available : size === 1 ? readUint64(view, at + 8) : size
  return byteLength < headerBytes ? undefined : { type, headerBytes, byteLength }
}

/** Wraps the bytes of one whole box. */
export function boxOver(path: string, header: BoxHeader, bytes: Uint8Array): Box {
  const body = new DataView(
    bytes.buffer,
    bytes.byteOffset + header.headerBytes,
    bytes.length - header.headerBytes,
  )
  return { type: header.type, path, bytes, body }
}

/**
 * The boxes inside a box, one after the other, beginning `from` bytes into its body. Throws `MP4_INVALID` at a
 * box that does not fit. Fewer than 8 bytes at the end are passed over: QuickTime closes lists with four zeros.
 */
export function* childBoxes(parent: Box, from = 0): Generator<Box> {
  const { body, path } = parent
  let at = from
  while (at + 8 <= body.byteLength) {
    const available = body.byteLength - at
    const header = boxHeader(body, at, available)
    if (header === undefined || header.byteLength > available) {
      throw invalidMp4(
        path,
        `a box at byte ${at} of ${parent.type} does not fit into its ${body.byteLength} bytes`,
      )
    }
    yield boxOver(path, header, new Uint8Array(body.buffer, body.byteOffset + at, header.byteLength))
    at += header.byteLength
  }
}

/** The first box of a type, at the end of a way down such as `'mdia', 'minf', 'stbl'`. */
export function findBox(parent: Box, ...way: string[]): Box | undefined {
  let box: Box | undefined = parent
  for (const type of way) {
    if (box === undefined) return undefined
    box = firstChild(box, type)
  }
  return box
}

function firstChild(parent: Box, type: string): Box | undefined {
  for (const child of childBoxes(parent)) if (child.type === type) return child
  return undefined
}

/** As {@link findBox}, for boxes that no file goes without: throws `MP4_INVALID`. */
export function requireBox(parent: Box, ...way: string[]): Box {
  const box = findBox(parent, ...way)
  if (box === undefined) throw invalidMp4(parent.path, `no ${way.join('/')} in ${parent.type}`)
  return box
}

/** The body of a box, known to have at least so many bytes. Throws `MP4_INVALID`. */
export function bodyOf(box: Box, leastBytes: number): DataView {
  if (box.body.byteLength >= leastBytes) return box.body
  throw invalidMp4(box.path, `${box.type} has ${box.body.byteLength} bytes, expected at least ${leastBytes}`)
}

/** The first field of a "full box". */
export function versionOf(box: Box): number {
  return bodyOf(box, 4).getUint8(0)
}

/** The 24 flags of a "full box". */
export function flagsOf(box: Box): number {
  return bodyOf(box, 4).getUint32(0) & 0xffffff
}

/**
 * The number of entries that a table states at byte `at` of its body, with the entries right behind it. Checked
 * against the length of the box before anyone allocates for it: a damaged count may say four billion.
 */
export function entryCount(box: Box, at: number, entryBytes: number): number {
  const count = bodyOf(box, at + 4).getUint32(at)
  const room = Math.floor((box.body.byteLength - at - 4) / entryBytes)
  if (count <= room) return count
  throw invalidMp4(box.path, `${box.type} states ${count} entries and has room for ${room}`)
}

/** A week at 30 frames a second; their tables take half a gigabyte. */
const maxSamples = 2 ** 24

/** Refuses a track of more samples than are held in memory. Call it before allocating for them. */
export function checkSampleCount(path: string, count: number): number {
  if (count <= maxSamples) return count
  throw unsupportedMp4(path, `${count} frames, more than ${maxSamples}`, 'Cut the video into shorter files.')
}

/** Big-endian 64 bits; beyond 2^53 only approximate, which is beyond every file anyway. */
export function readUint64(view: DataView, at: number): number {
  return view.getUint32(at) * 2 ** 32 + view.getUint32(at + 4)
}

/** The four characters at `at`. */
export function fourcc(view: DataView, at: number): string {
  return String.fromCharCode(
    view.getUint8(at),
    view.getUint8(at + 1),
    view.getUint8(at + 2),
    view.getUint8(at + 3),
  )
}

/** A damaged file. `what` begins in lower case and contains the offending value. */
export function invalidMp4(path: string, what: string, hint = damaged): EngineError {
  return new EngineError('MP4_INVALID', `invalid mp4 ${path}: ${what}`, { hint })
}

/** A sound file in a form that cannot be spliced. */
export function unsupportedMp4(path: string, what: string, hint = reencode): EngineError {
  return new EngineError('MP4_UNSUPPORTED', `unsupported mp4 ${path}: ${what}`, { hint })
}

const damaged = 'The file is damaged. Copy it again from where it was recorded, or leave this dataset out.'
const reencode = 'Re-encode this video with ffmpeg, or leave this dataset out.'
