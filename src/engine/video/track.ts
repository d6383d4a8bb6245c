import { createHash } from 'node:crypto'
import type { ByteSource } from '#engine/io/files.ts'
import { invalidMp4, requireBox, type Box } from './boxes.ts'
import { readEditList } from './edit-list.ts'
import { readFragments } from './fragments.ts'
import { readMovie, type Movie } from './movie.ts'
import { presentSamples, statedDelay } from './presentation.ts'
import { readSampleEntry } from './sample-entry.ts'
import { readSampleTable } from './sample-table.ts'
import { joinSamples, type Samples } from './samples.ts'
import { chooseVideo, readTimescale, readTrackHeader } from './trak.ts'

/** The video of one MP4 file: what its headers say about every frame, without the frames. */
export interface VideoTrack {
  /** Absolute path, for messages. */
  readonly path: string
  /** The whole file. */
  readonly byteLength: number
  /** Frames that are shown. Frames that an edit list hides are samples, but not frames. */
  readonly frameCount: number
  /** Pixels. */
  readonly width: number
  readonly height: number
  /** The codec: `av01`, `avc1`, `hvc1`, `hev1`, `vp09`, ... */
  readonly fourcc: string
  /** Equal strings may share one file: sha256 (hex) of {@link sampleEntry} and {@link display}. */
  readonly config: string
  /** The normalised sample entry box. */
  readonly sampleEntry: Uint8Array
  /** Matrix (36 bytes), width and height (16.16 each) of `tkhd`: the rotation and shape on the screen. */
  readonly display: Uint8Array
  /** Byte offset of each sample in the file, in decode order. */
  readonly offsets: Float64Array
  /** Bytes of each sample, in decode order. */
  readonly sizes: Uint32Array
  /** 1 where a sample is a keyframe, in decode order. */
  readonly sync: Uint8Array
  /** `order[k]` is the decode-order index of the k-th frame shown. */
  readonly order: Uint32Array
  /** When each frame is shown, in seconds, in presentation order, after the edit list, as ffmpeg reads it. */
  readonly presentation: Float64Array
  /** By how many frames the encoder says that decoding runs ahead of showing. More than B-frames need, at times. */
  readonly reorderDelay: number
  /** Samples by their summed durations, as ffmpeg's `avg_frame_rate`; 0 when the file states no durations. */
  readonly averageFps: number
  /** An audio track exists besides. */
  readonly hasAudio: boolean
  /** Video tracks that are not still pictures; this is the first enabled one. */
  readonly movingTracks: number
  /** Handler types of the tracks that are not video, e.g. `soun`, `tmcd`. */
  readonly otherTracks: readonly string[]
  /** sha256 (hex) of `moov` and every `moof`: a fingerprint that costs no reading of frames. */
  readonly layoutDigest: string
}

/**
 * Reads the video track of an MP4 file: the first enabled one that is not a still picture. Reads box headers,
 * `moov` and `moof` only, never frames. Throws `MP4_INVALID` for a damaged file and `MP4_UNSUPPORTED` for a sound one
 * that cannot be spliced; both name the file.
 */
export async function readVideoTrack(source: ByteSource): Promise<VideoTrack> {
  const { path, byteLength } = source
  const movie = await readMovie(source)
  const { trak, otherTracks, movingTracks } = chooseVideo(movie.moov)
  const tkhd = readTrackHeader(trak)
  const timescale = readTimescale(requireBox(trak, 'mdia', 'mdhd'))
  const movieTimescale = readTimescale(requireBox(movie.moov, 'mvhd'))
  const samples = readSamples(movie, trak, tkhd.id, byteLength)
  const entry = readSampleEntry(requireBox(trak, 'mdia', 'minf'), samples.description)
  const isFragmented = movie.fragments.length > 0
  const clock = { timescale, movieTimescale, isFragmented }
  const { order, seconds } = presentSamples(samples, readEditList(trak), clock)
  if (order.length === 0) throw invalidMp4(path, `its edit list shows none of ${samples.sizes.length} frames`)
  return {
    path,
    byteLength,
    frameCount: order.length,
    width: entry.width,
    height: entry.height,
    fourcc: entry.fourcc,
    config: createHash('sha256').update(entry.bytes).update(tkhd.display).digest('hex'),
    sampleEntry: entry.bytes,
    display: tkhd.display,
    offsets: samples.offsets,
    sizes: samples.sizes,
    sync: samples.sync,
    order,
    presentation: seconds,
    reorderDelay: statedDelay(samples, order),
    averageFps: samples.duration > 0 ? (samples.sizes.length * timescale) / samples.duration : 0,
    hasAudio: otherTracks.includes('soun'),
    movingTracks,
    otherTracks,
    layoutDigest: movie.digest,
  }
}

function readSamples({ moov, fragments }: Movie, trak: Box, trackId: number, fileBytes: number): Samples {
  const { path } = moov
  const table = readSampleTable(requireBox(trak, 'mdia', 'minf', 'stbl'), fileBytes)
  const samples =
    fragments.length === 0
      ? table
      : joinSamples(path, table, readFragments(moov, fragments, trackId, table.duration, fileBytes))
  const { offsets, sizes } = samples
  if (sizes.length === 0) {
    throw invalidMp4(
      path,
      'its video track has no frames',
      'The recording was probably interrupted. Leave it out.',
    )
  }
  for (let i = 0; i < sizes.length; i++) {
    const end = offsets[i]! + sizes[i]!
    if (!(offsets[i]! >= 0 && end <= fileBytes)) {
      throw invalidMp4(
        path,
        `cut off: sample ${i} of ${sizes.length} ends at byte ${end}, the file at ${fileBytes}`,
      )
    }
  }
  return samples
}
