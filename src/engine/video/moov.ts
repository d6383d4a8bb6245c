import { ascii, box, fullBox, u16, u32, u32Table, u64, u64Table, zeros } from './box-writer.ts'
import type { Timing } from './timing.ts'
import type { Mp4Totals } from './totals.ts'

/** What goes into the sample tables, in output order. */
export interface MovieTables {
  /** Bytes of each sample. */
  readonly sizes: Uint32Array
  /** 1-based numbers of the keyframes; undefined when every sample is one. */
  readonly keyframes: Uint32Array | undefined
  /** Pairs of run length and composition offset in ticks; undefined when no frame is reordered. */
  readonly compositionOffsets: Uint32Array | undefined
  /** Byte offset of each chunk in the file. */
  readonly chunkOffsets: Float64Array
}

/** What the track inherits from its source. */
export interface MovieSource {
  readonly sampleEntry: Uint8Array
  readonly display: Uint8Array
}

/**
 * Samples in a chunk. The payload is one piece, so chunks serve the reader only: some players add up the sizes from
 * the beginning of the chunk for every packet they look up, and a chunk of a whole file would make that quadratic.
 */
export const samplesPerChunk = 64

/**
 * Writes `moov` with one video track. Movie and media share one timescale, so no duration is rounded, and the
 * times of creation are zero, so that equal input gives equal bytes. `offsetBytes` is 8 for a file beyond 4 GB.
 */
export function moovBox(
  { sampleEntry, display }: MovieSource,
  tables: MovieTables,
  totals: Mp4Totals,
  timing: Timing,
  offsetBytes: 4 | 8,
): Uint8Array {
  const duration = totals.frames * timing.ticksPerFrame
  const version = timeVersion(totals, timing)
  const time = version === 1 ? u64 : u32
  return box(
    'moov',
    fullBox(
      'mvhd',
      version,
      0,
      time(0), // creation_time
      time(0), // modification_time
      u32(timing.timescale),
      time(duration),
      u32(0x10000), // rate: 1.0
      u16(0x100, 0), // volume: 1.0
      zeros(8),
      unityMatrix,
      zeros(24),
      u32(2), // next_track_ID
    ),
    box(
      'trak',
      fullBox(
        'tkhd',
        version,
        3, // track_enabled, track_in_movie
        time(0),
        time(0),
        u32(1, 0), // track_ID
        time(duration),
        zeros(16), // layer, alternate_group, volume
        display, // matrix, width, height
      ),
      ...(totals.delay === 0 ? [] : [editBox(totals.delay * timing.ticksPerFrame, duration, version)]),
      box(
        'mdia',
        fullBox(
          'mdhd',
          version,
          0,
          time(0),
          time(0),
          u32(timing.timescale),
          time(duration),
          u16(0x55c4, 0), // language: und
        ),
        fullBox('hdlr', 0, 0, u32(0), ascii('vide'), zeros(12), handlerName),
        box(
          'minf',
          fullBox('vmhd', 0, 1, zeros(8)),
          box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1))), // 1: in this file
          sampleTableBox(sampleEntry, tables, timing, offsetBytes),
        ),
      ),
    ),
  )
}

function sampleTableBox(
  sampleEntry: Uint8Array,
  { sizes, keyframes, compositionOffsets, chunkOffsets }: MovieTables,
  { ticksPerFrame }: Timing,
  offsetBytes: 4 | 8,
): Uint8Array {
  return box(
    'stbl',
    fullBox('stsd', 0, 0, u32(1), sampleEntry),
    fullBox('stts', 0, 0, u32(1), u32(sizes.length, ticksPerFrame)),
    ...(keyframes === undefined ? [] : [fullBox('stss', 0, 0, u32(keyframes.length), u32Table(keyframes))]),
    ...(compositionOffsets === undefined
      ? []
      : [fullBox('ctts', 0, 0, u32(compositionOffsets.length / 2), u32Table(compositionOffsets))]),
    fullBox('stsc', 0, 0, chunkRuns(sizes.length)),
    fullBox('stsz', 0, 0, u32(0, sizes.length), u32Table(sizes)),
    offsetBytes === 8
      ? fullBox('co64', 0, 0, u32(chunkOffsets.length), u64Table(chunkOffsets))
      : fullBox('stco', 0, 0, u32(chunkOffsets.length), u32Table(chunkOffsets)),
  )
}

/** `stsc`: full chunks, then the rest. Fields: first_chunk, samples_per_chunk, sample_description_index. */
function chunkRuns(samples: number): Uint8Array {
  const full = Math.floor(samples / samplesPerChunk)
  const rest = samples % samplesPerChunk
  const runs = [...(full > 0 ? [1, samplesPerChunk, 1] : []), ...(rest > 0 ? [full + 1, rest, 1] : [])]
  return u32(runs.length / 3, ...runs)
}

/** Showing begins where the first frame is composed, which B-frames delay: so it is shown at 0. */
function editBox(mediaTime: number, duration: number, version: 0 | 1): Uint8Array {
  const time = version === 1 ? u64 : u32
  return box('edts', fullBox('elst', version, 0, u32(1), time(duration), time(mediaTime), u16(1, 0))) // rate: 1.0
}

/** 1 when a duration needs 64 bits. */
function timeVersion(totals: Mp4Totals, { ticksPerFrame }: Timing): 0 | 1 {
  return totals.frames * ticksPerFrame > 0xffffffff ? 1 : 0
}

const unityMatrix = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
const handlerName = ascii('VideoHandler\0')

/** The length of what {@link moovBox} gives, without building it. */
export function moovByteLength(totals: Mp4Totals, timing: Timing, offsetBytes: 4 | 8): number {
  const { frames, keyframes, delay, offsetRuns, sampleEntryBytes } = totals
  const version = timeVersion(totals, timing)
  const chunkRunCount = (frames >= samplesPerChunk ? 1 : 0) + (frames % samplesPerChunk > 0 ? 1 : 0)
  const mvhd = version === 1 ? 120 : 108
  const tkhd = version === 1 ? 104 : 92
  const edts = delay === 0 ? 0 : version === 1 ? 44 : 36
  const mdhd = version === 1 ? 44 : 32
  const hdlr = 32 + handlerName.length
  const vmhd = 20
  const dinf = 36
  const stsd = 16 + sampleEntryBytes
  const stts = 24
  const stss = keyframes === frames ? 0 : 16 + 4 * keyframes
  const ctts = delay === 0 ? 0 : 16 + 8 * offsetRuns
  const stsc = 16 + 12 * chunkRunCount
  const stsz = 20 + 4 * frames
  const chunkOffsets = 16 + offsetBytes * chunkCount(frames)
  const stbl = 8 + stsd + stts + stss + ctts + stsc + stsz + chunkOffsets
  const mdia = 8 + mdhd + hdlr + (8 + vmhd + dinf + stbl)
  return 8 + mvhd + (8 + tkhd + edts + mdia)
}

/** Chunks in a file of so many samples. */
export function chunkCount(samples: number): number {
  return Math.ceil(samples / samplesPerChunk)
}
