import { EngineError } from '#shared/errors.ts'
import { ascii, box, u32, u64 } from './box-writer.ts'
import { chunkCount, moovBox, moovByteLength, samplesPerChunk, type MovieTables } from './moov.ts'
import { packetHeader } from './digest.ts'
import { byteRanges, frameOffsets, requireCut } from './slice.ts'
import { timingOf, type Timing } from './timing.ts'
import { joinTotals, totalsOf, type Mp4Slice, type Mp4Totals } from './totals.ts'

/** Bytes `[start, end)` of the source file of one slice. */
export interface Mp4Copy {
  /** Index into the slices. */
  readonly slice: number
  readonly start: number
  readonly end: number
}

/** What is written: everything except the frames, and where those come from. Plain data, which threads can pass on. */
export interface Mp4Packets {
  /** `ftyp`, `moov` and the header of `mdat`: the file up to its first frame. */
  readonly head: Uint8Array
  /** What follows the head, in output order; neighbours within a slice are joined. */
  readonly copies: readonly Mp4Copy[]
  /** What the digest of each slice's packets begins with: `packetHeader`. */
  readonly packetHeaders: readonly Uint8Array[]
}

/** An MP4 file before it is written. */
export interface Mp4Layout extends Mp4Packets {
  readonly slices: readonly Mp4Slice[]
  /** The whole file. */
  readonly byteLength: number
  readonly frameCount: number
}

/**
 * Lays out a file that shows the frames of all slices, one after the other, frame k at exactly k/fps seconds, with
 * every packet as it is in its source. Pure: equal input gives equal bytes.
 *
 * The times of the sources are not used, only the order of their frames: recorders and concatenations leave times
 * that are off the grid, and loaders look a frame up by k/fps.
 *
 * Throws `INTERNAL` when slices cannot be cut out or differ in `config`, `OPTION_INVALID` for an impossible fps.
 */
export function layOutMp4(slices: readonly Mp4Slice[], fps: number): Mp4Layout {
  const [first] = slices
  if (first === undefined) throw new EngineError('INTERNAL', 'an mp4 of no slices')
  const timing = timingOf(fps)
  const totals = slices.map(totalsOf).reduce(joinTotals)
  const { headBytes, offsetBytes, mdatHeaderBytes, byteLength } = fileSizes(totals, timing)
  const tables = fillTables(slices, totals, timing, headBytes)
  const head = Buffer.concat([
    ftypBox(totals.fourcc),
    moovBox(first.track, tables, totals, timing, offsetBytes),
    mdatHeader(totals.payloadBytes, mdatHeaderBytes),
  ])
  if (head.length !== headBytes) {
    throw new EngineError('INTERNAL', `head of ${head.length} bytes, not ${headBytes}`)
  }
  const copies = slices.flatMap(({ track, frames }, slice) =>
    byteRanges(track, requireCut(track, frames)).map((range) => ({ slice, ...range })),
  )
  const packetHeaders = slices.map(({ track, frames }) => packetHeader(track, frames))
  return { slices, head, copies, packetHeaders, byteLength, frameCount: totals.frames }
}

/** The exact `byteLength` of a file with these slices, by arithmetic: what {@link layOutMp4} will give. */
export function mp4ByteLength(totals: Mp4Totals, fps: number): number {
  return fileSizes(totals, timingOf(fps)).byteLength
}

interface FileSizes {
  readonly offsetBytes: 4 | 8
  readonly mdatHeaderBytes: 8 | 16
  readonly headBytes: number
  readonly byteLength: number
}

/** Fields of 64 bits are used only where 32 do not do, because some readers know nothing else. */
function fileSizes(totals: Mp4Totals, timing: Timing): FileSizes {
  const mdatHeaderBytes = totals.payloadBytes + 8 > 0xffffffff ? 16 : 8
  const sizes = (offsetBytes: 4 | 8): FileSizes => {
    const headBytes = ftypBytes(totals.fourcc) + moovByteLength(totals, timing, offsetBytes) + mdatHeaderBytes
    return { offsetBytes, mdatHeaderBytes, headBytes, byteLength: headBytes + totals.payloadBytes }
  }
  const short = sizes(4)
  return short.byteLength > 0xffffffff ? sizes(8) : short
}

function fillTables(
  slices: readonly Mp4Slice[],
  totals: Mp4Totals,
  timing: Timing,
  headBytes: number,
): MovieTables {
  const sizes = new Uint32Array(totals.frames)
  const keyframes = new Uint32Array(totals.keyframes)
  const chunkOffsets = new Float64Array(chunkCount(totals.frames))
  const runs = new Uint32Array(totals.offsetRuns * 2)
  let sample = 0
  let keyframe = 0
  let position = headBytes
  let run = -1
  let lastOffset: number | undefined
  for (const { track, frames } of slices) {
    const range = requireCut(track, frames)
    const offsets = frameOffsets(track, frames, range)
    for (let i = 0; i < range.end - range.first; i++) {
      const size = track.sizes[range.first + i]!
      if (sample % samplesPerChunk === 0) chunkOffsets[sample / samplesPerChunk] = position
      sizes[sample++] = size
      position += size
      if (track.sync[range.first + i] === 1) keyframes[keyframe++] = sample
      const offset = offsets?.[i] ?? 0
      if (offset !== lastOffset) runs[2 * ++run + 1] = (offset + totals.delay) * timing.ticksPerFrame
      runs[2 * run]!++
      lastOffset = offset
    }
  }
  return {
    sizes,
    keyframes: totals.keyframes === totals.frames ? undefined : keyframes,
    compositionOffsets: totals.delay === 0 ? undefined : runs,
    chunkOffsets,
  }
}

function ftypBox(fourcc: string): Uint8Array {
  return box('ftyp', ascii('isom'), u32(0x200), ascii(brandsOf(fourcc)))
}

function ftypBytes(fourcc: string): number {
  return 16 + brandsOf(fourcc).length
}

/** As ffmpeg writes them. */
function brandsOf(fourcc: string): string {
  return fourcc === 'av01' || fourcc === 'avc1' ? `isomiso2${fourcc}mp41` : 'isomiso2mp41'
}

function mdatHeader(payloadBytes: number, headerBytes: 8 | 16): Uint8Array {
  const size = payloadBytes + headerBytes
  return headerBytes === 8
    ? Buffer.concat([u32(size), ascii('mdat')])
    : Buffer.concat([u32(1), ascii('mdat'), u64(size)])
}
