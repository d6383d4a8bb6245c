import { throwIfCancelled } from '#engine/io/files.ts'
import { join } from 'node:path'
import type { DatasetEpisode } from '#engine/dataset/open.ts'
import type { VideoFile } from '#engine/dataset/video-files.ts'
import { BLOCK_BYTES } from '#engine/io/block-writer.ts'
import { digestFrames } from '#engine/video/digest.ts'
import { payloadBytes } from '#engine/video/slice.ts'
import type { VerifyContext } from './verify.ts'

/** Container times are fractions of whole ticks; this only allows for the division. */
const TIME_TOLERANCE_SECONDS = 1e-9

/**
 * Proves the videos: frame k of every file at k/fps, every window on the frame grid, and the packets of every
 * episode by digest.
 */
export async function verifyVideos(context: VerifyContext): Promise<void> {
  const isOurs = context.provenance !== undefined || context.against !== undefined
  const buffer = new Uint8Array(BLOCK_BYTES)
  for (const [camera, files] of context.result.videoFiles) {
    if (isOurs) for (const file of files) verifyTimes(context, file)
    for (const [number, episode] of context.result.episodes.entries())
      await verifyEpisode(context, camera, files, number, episode, isOurs, buffer)
  }
}

function verifyTimes({ verifier, result }: VerifyContext, { path, track }: VideoFile): void {
  const { fps } = result.info
  let late = -1
  for (let frame = 0; frame < track.frameCount && late < 0; frame++) {
    if (Math.abs(track.presentation[frame]! - frame / fps) > TIME_TOLERANCE_SECONDS) late = frame
  }
  verifier.check(
    late < 0,
    path,
    () => `frame ${late} of ${path} is shown at ${track.presentation[late]!} s, not at ${late / fps} s`,
  )
}

async function verifyEpisode(
  context: VerifyContext,
  camera: string,
  files: readonly VideoFile[],
  number: number,
  episode: DatasetEpisode,
  isOurs: boolean,
  buffer: Uint8Array<ArrayBuffer>,
): Promise<void> {
  throwIfCancelled(context.signal, `verifying episode ${number}`)
  const { verifier, result, pool, provenance, against } = context
  const range = episode.frames.get(camera)!
  const { from, to } = episode.record.windows.get(camera)!
  const onGrid = from === range.start / result.info.fps && to === range.end / result.info.fps
  if (!isOurs) return
  verifier.check(
    onGrid,
    camera,
    () => `the window of episode ${number} in ${camera} is ${from} s to ${to} s, off the frame grid`,
    number,
  )
  const { path, track } = files[range.file]!
  const own = await digestFrames(await pool.get(join(result.dir, path)), track, range, {
    signal: context.signal,
    buffer,
  })
  context.onBytes(payloadBytes(track, range))
  verifier.check(
    provenance?.episodes[number]?.frames[camera] === own,
    camera,
    () => `the pictures of episode ${number} in ${camera} are not what was read from the source`,
    number,
  )
  if (against === undefined) return
  const planned = against.plan.episodes[number]!
  const frames = planned.frames[camera]!
  const sourceTrack = against.sources.track(planned.source, frames.file)
  const source = await pool.get(against.sources.path(planned.source, frames.file))
  const want = await digestFrames(source, sourceTrack, frames, { signal: context.signal, buffer })
  verifier.check(
    want === own,
    camera,
    () => `the pictures of episode ${number} in ${camera} differ from its source`,
    number,
  )
}
