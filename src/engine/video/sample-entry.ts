import {
  bodyOf,
  childBoxes,
  entryCount,
  findBox,
  flagsOf,
  invalidMp4,
  requireBox,
  unsupportedMp4,
  type Box,
} from './boxes.ts'

/** What a decoder must know before the first packet: one entry of `stsd`. */
export interface SampleEntry {
  /** The codec, e.g. `av01`, `avc1`, `hvc1`, `hev1`, `vp09`. */
  readonly fourcc: string
  /** Pixels. */
  readonly width: number
  readonly height: number
  /** The whole box, without what describes only the file it was found in. */
  readonly bytes: Uint8Array
}

/** Length of the fields of a VisualSampleEntry; the boxes with the codec's parameters follow. */
const fieldBytes = 78
/** Parameter sets have some hundred bytes. */
const maxEntryBytes = 2 ** 20

/**
 * Entry `index` (from 1) of a video track's `stsd`, normalised: without the bitrate, square pixels, the name of
 * the encoder and QuickTime's vendor fields, and with data reference 1. All else is kept verbatim, so
 * equal bytes mean that the packets of two files can be decoded as one stream.
 * Throws `MP4_INVALID`, or `MP4_UNSUPPORTED` for encrypted frames and frames stored in another file.
 */
export function readSampleEntry(minf: Box, index: number): SampleEntry {
  const stsd = requireBox(minf, 'stbl', 'stsd')
  const entries = entryCount(stsd, 4, 8)
  const entry = nthChild(stsd, index)
  if (entry === undefined) {
    throw invalidMp4(stsd.path, `frames use entry ${index} of stsd, which has ${entries}`)
  }
  if (entry.bytes.length > maxEntryBytes) {
    throw unsupportedMp4(entry.path, `its sample entry has ${entry.bytes.length} bytes`)
  }
  const fields = bodyOf(entry, fieldBytes)
  if (entry.type === 'encv') {
    throw unsupportedMp4(
      entry.path,
      'its frames are encrypted',
      'Decrypt this video, or leave this dataset out.',
    )
  }
  requireOwnData(minf, fields.getUint16(6))
  return {
    fourcc: entry.type,
    width: fields.getUint16(24),
    height: fields.getUint16(26),
    bytes: normalised(entry),
  }
}

function normalised(entry: Box): Uint8Array {
  const head = entry.bytes.slice(0, 8)
  const fields = new Uint8Array(entry.body.buffer, entry.body.byteOffset, fieldBytes).slice()
  new DataView(fields.buffer).setUint16(6, 1) // data_reference_index
  fields.fill(0, 8, 24) // version, vendor and quality, which ISO files leave zero
  fields.fill(0, 42, 74) // compressorname
  const kept = [...childBoxes(entry, fieldBytes)]
    .filter((child) => !isIncidental(child))
    .map(({ bytes }) => bytes)
  const bytes = new Uint8Array(Buffer.concat([head, fields, ...kept]))
  new DataView(bytes.buffer).setUint32(0, bytes.length)
  return bytes
}

/**
 * `btrt` states the bitrate of one file. `pasp` 1:1 says that pixels are square, as they are without it: LeRobot's
 * encoder leaves it out and its concatenation adds it, so recordings of one and of several episodes differ in it.
 */
function isIncidental(child: Box): boolean {
  if (child.type !== 'pasp') return child.type === 'btrt'
  const ratio = bodyOf(child, 8)
  return ratio.getUint32(0) === ratio.getUint32(4)
}

/** `dref`: the frames must be in the same file, which is also meant when nothing is said. */
function requireOwnData(minf: Box, index: number): void {
  const dref = findBox(minf, 'dinf', 'dref')
  const entry = dref && nthChild(dref, index)
  if (entry !== undefined && (flagsOf(entry) & 1) === 0) {
    throw unsupportedMp4(entry.path, 'its frames are stored in another file')
  }
}

/** Counted from 1, in a list that begins with version, flags and count. */
function nthChild(list: Box, index: number): Box | undefined {
  let i = 0
  for (const child of childBoxes(list, 8)) if (++i === index) return child
  return undefined
}
