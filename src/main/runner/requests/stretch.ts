import { openFile, type ByteSource } from '#engine/io/files.ts'
import { digestFrames } from '#engine/video/digest.ts'
import { cutFrames } from '#engine/video/slice.ts'
import { readVideoTrack, type VideoTrack } from '#engine/video/track.ts'
import { EngineError } from '#shared/errors.ts'
import type { FrameWindow } from '#shared/model/episode.ts'
import type { ReaderInput, VideoStretch } from '../reader-protocol.ts'

/** Where a stretch of a video begins and what is in it. Throws `INPUT_INVALID`, or what opening the video gives. */
export async function stretchOf(
  { path, start, end }: ReaderInput<'stretch'>,
  signal: AbortSignal,
): Promise<VideoStretch> {
  await using source = await openFile(path)
  const track = await readVideoTrack(source)
  if (end > track.frameCount)
    throw new EngineError('INPUT_INVALID', `${path} has ${track.frameCount} frames, not ${end}`)
  const { presentation: times } = track
  return {
    // Between two frames: rounding cannot take one for the other.
    seconds: start === 0 ? 0 : (times[start - 1]! + times[start]!) / 2,
    digest: await digestOf(source, track, { start, end }, signal),
  }
}

/** Frames of a video. Throws what opening it gives. */
export async function frameCount({ path }: ReaderInput<'frameCount'>): Promise<number> {
  await using source = await openFile(path)
  return (await readVideoTrack(source)).frameCount
}

/** Of the packets in the window. Where B-frames tie them to others: of all of the file, and which are meant. */
async function digestOf(
  source: ByteSource,
  track: VideoTrack,
  window: FrameWindow,
  signal: AbortSignal,
): Promise<string> {
  const whole = { start: 0, end: track.frameCount }
  const isCut = cutFrames(track, window).kind === 'cut'
  const place = isCut ? '' : ` ${window.start} ${window.end}`
  const read = isCut ? window : whole
  const packets =
    cutFrames(track, read).kind === 'cut'
      ? await digestFrames(source, track, read, { signal })
      : track.layoutDigest
  return `${track.config} ${packets}${place}`
}
