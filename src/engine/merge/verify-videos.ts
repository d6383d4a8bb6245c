import { throwIfCancelled } from '#engine/io/files.ts'
import { join } from 'node:path'
import type { VideoFile } from '#engine/dataset/video-files.ts'
import { BLOCK_BYTES } from '#engine/io/block-writer.ts'
import { digestFrames, packetRanges } from '#engine/video/digest.ts'
import type { VideoRunner } from '#engine/video/video-thread.ts'
import type { PlacedEpisode } from './placed-episodes.ts'
import type { VerifyContext } from './verify.ts'

/** Container times are fractions of whole ticks; this only allows for the division. */
const TIME_TOLERANCE_SECONDS = 1e-9

/**
 * Proves the videos: frame k of every file at k/fps, every window on the frame grid, and the packets of every
 * episode by digest.
 */
export async function verifyVideos(
  context: VerifyContext,
  digests: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  if (context.provenance === undefined && context.against === undefined) return
  const buffer = new Uint8Array(BLOCK_BYTES)
  for (const [camera, files] of context.result.videoFiles) {
    for (const file of files) verifyTimes(context, file)
    const own = digests.get(camera)!
    for (const [i, placed] of context.placed.entries())
      await verifyEpisode(context, camera, placed, own[i]!, buffer)
  }
}

/** By camera: the digests of the packets of every episode that was found, read from the disk one file after the other. */
export async function digestVideos(
  context: VerifyContext,
  runner: VideoRunner,
): Promise<Map<string, readonly string[]>> {
  const digests = new Map<string, readonly string[]>()
  if (context.provenance === undefined && context.against === undefined) return digests
  for (const [camera, files] of context.result.videoFiles)
    digests.set(camera, await digestCamera(context, runner, camera, files))
  return digests
}

async function digestCamera(
  { result, placed, signal, onBytes }: VerifyContext,
  runner: VideoRunner,
  camera: string,
  files: readonly VideoFile[],
): Promise<string[]> {
  const digests = new Array<string>(placed.length)
  const frames = placed.map(({ episode }) => episode.frames.get(camera)!)
  const byFile = Map.groupBy(frames.keys(), (i) => frames[i]!.file)
  for (const [file, own] of byFile) {
    const { path, track } = files[file]!
    const packets = packetRanges(
      track,
      own.map((i) => frames[i]!),
    )
    const task = { kind: 'digest', path: join(result.dir, path), packets } as const
    const taken = await runner.run(task, { signal, onBytes })
    own.forEach((i, at) => (digests[i] = taken.digests[at]!))
  }
  return digests
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
  { number, episode }: PlacedEpisode,
  own: string,
  buffer: Uint8Array<ArrayBuffer>,
): Promise<void> {
  throwIfCancelled(context.signal, `verifying episode ${number}`)
  const { verifier, result, provenance, against } = context
  const range = episode.frames.get(camera)!
  const { from, to } = episode.record.windows.get(camera)!
  verifier.check(
    from === range.start / result.info.fps && to === range.end / result.info.fps,
    camera,
    () => `the window of episode ${number} in ${camera} is ${from} s to ${to} s, off the frame grid`,
    number,
  )
  verifier.check(
    provenance?.episodes[number]?.frames[camera] === own,
    camera,
    () => `the pictures of episode ${number} in ${camera} are not what was read from the source`,
    number,
  )
  if (against === undefined) return
  const want =
    against.taken?.[number]?.frames[camera] ?? (await sourceDigest(context, camera, number, buffer))
  verifier.check(
    want === own,
    camera,
    () => `the pictures of episode ${number} in ${camera} differ from its source`,
    number,
  )
}

async function sourceDigest(
  { against, pool, signal }: VerifyContext,
  camera: string,
  number: number,
  buffer: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const { plan, sources } = against!
  const { source, frames } = plan.episodes[number]!
  const { file, start, end } = frames[camera]!
  const input = await pool.get(sources.path(source, file))
  return await digestFrames(input, sources.track(source, file), { start, end }, { signal, buffer })
}
