import {
  bodyOf,
  childBoxes,
  fourcc,
  invalidMp4,
  requireBox,
  unsupportedMp4,
  versionOf,
  type Box,
} from './boxes.ts'

/** What `tkhd` says of a track. */
export interface TrackHeader {
  readonly id: number
  readonly enabled: boolean
  /** Matrix (36 bytes), width and height (16.16 each): the rotation and shape on the screen. */
  readonly display: Uint8Array
}

/** Cover pictures and thumbnails are tracks of one still, and come first at times. */
const stillCodecs = new Set(['jpeg', 'png '])

/**
 * The video track of a movie: the first enabled one that is not a still picture. `otherTracks` are the handler
 * types of those that are not video, `movingTracks` counts those of video that are not stills. Throws
 * `MP4_UNSUPPORTED` when there is no video.
 */
export function chooseVideo(moov: Box): { trak: Box; otherTracks: string[]; movingTracks: number } {
  const videos: Box[] = []
  const otherTracks: string[] = []
  for (const trak of childBoxes(moov)) {
    if (trak.type !== 'trak') continue
    const handler = fourcc(bodyOf(requireBox(trak, 'mdia', 'hdlr'), 12), 8)
    if (handler === 'vide') videos.push(trak)
    else otherTracks.push(handler)
  }
  const moving = videos.filter((trak) => !stillCodecs.has(firstCodec(trak)))
  const trak = moving.find((candidate) => readTrackHeader(candidate).enabled) ?? moving[0] ?? videos[0]
  if (trak === undefined) {
    throw unsupportedMp4(moov.path, `no video track, only ${otherTracks.join(', ') || 'an empty movie'}`)
  }
  return { trak, otherTracks, movingTracks: moving.length }
}

function firstCodec(trak: Box): string {
  for (const entry of childBoxes(requireBox(trak, 'mdia', 'minf', 'stbl', 'stsd'), 8)) return entry.type
  return ''
}

/** Reads `tkhd`. */
export function readTrackHeader(trak: Box): TrackHeader {
  const tkhd = requireBox(trak, 'tkhd')
  const long = versionOf(tkhd) === 1
  const body = bodyOf(tkhd, long ? 96 : 84)
  const display = new Uint8Array(body.buffer, body.byteOffset + (long ? 52 : 40), 44).slice()
  return { id: body.getUint32(long ? 20 : 12), enabled: (body.getUint8(3) & 1) === 1, display }
}

/** Ticks per second, at the same place in `mvhd` (of the movie) and `mdhd` (of the media). */
export function readTimescale(header: Box): number {
  const at = versionOf(header) === 1 ? 20 : 12
  const timescale = bodyOf(header, at + 4).getUint32(at)
  if (timescale === 0) throw invalidMp4(header.path, `${header.type} has a timescale of 0`)
  return timescale
}
