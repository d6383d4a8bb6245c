import { join } from 'node:path'
import type { MergePlan, Shard } from '#shared/plan.ts'
import type { FileDigest } from '#engine/io/file-digest.ts'
import { layOutMp4 } from '#engine/video/splice.ts'
import type { VideoTask } from '#engine/video/video-task.ts'
import type { VideoRunner } from '#engine/video/video-thread.ts'
import { finishedVideo, KeptCounter, videoFileDigest, type KeptFiles } from './finished.ts'
import type { Journal } from './journal.ts'
import type { MergeSources } from './sources.ts'

/** Where and how to write. */
export interface WriteVideosOptions {
  readonly dir: string
  readonly sources: MergeSources
  readonly runner: VideoRunner
  /** Says which files are there already, and is told those that are made. */
  readonly journal: Journal
  readonly signal: AbortSignal | undefined
  /** Called when a file is begun, with its path in the dataset. */
  readonly onFile: (path: string) => void
  readonly onBytes: (bytes: number) => void
}

/** What writing learned. */
export interface WrittenVideos {
  /** By episode: the digest of its packets by camera. */
  readonly packets: readonly Readonly<Record<string, string>>[]
  /** By path. */
  readonly files: ReadonlyMap<string, FileDigest>
  /** Read from sources. */
  readonly bytesRead: number
  /** Files that an interrupted merge had finished, and their bytes. */
  readonly kept: KeptFiles
}

/** Writes the video files of all cameras: the packets of each shard's episodes behind each other, frame k at k/fps. */
export async function writeVideos(plan: MergePlan, options: WriteVideosOptions): Promise<WrittenVideos> {
  const packets = plan.episodes.map((): Record<string, string> => ({}))
  const files = new Map<string, FileDigest>()
  const kept = new KeptCounter()
  let bytesRead = 0
  for (const camera of plan.cameras) {
    for (const shard of plan.videos[camera] ?? []) {
      options.onFile(shard.path)
      const task = writeTask(plan, camera, shard, options)
      files.set(shard.path, videoFileDigest(task.packets))
      const { dir, journal, runner } = options
      let digests = await finishedVideo(journal, dir, shard, task.packets, runner, options)
      if (digests === undefined) {
        const result = await runner.run(task, options)
        bytesRead += result.bytesRead
        digests = result.digests
        await journal.addVideo(shard.path, digests)
      } else kept.add(shard)
      digests.forEach((digest, i) => (packets[shard.first + i]![camera] = digest))
    }
  }
  return { packets, files, bytesRead, kept }
}

function writeTask(
  plan: MergePlan,
  camera: string,
  shard: Shard,
  { dir, sources }: WriteVideosOptions,
): Extract<VideoTask, { kind: 'write' }> {
  const episodes = plan.episodes.slice(shard.first, shard.end)
  const slices = episodes.map(({ source, frames }) => {
    const { file, start, end } = frames[camera]!
    return { track: sources.track(source, file), frames: { start, end } }
  })
  const { head, copies, packetHeaders } = layOutMp4(slices, plan.fps)
  const numbers = new Map<string, number>()
  const files: { path: string; byteLength: number }[] = []
  const sourceOf = episodes.map(({ source, frames }, i) => {
    const path = sources.path(source, frames[camera]!.file)
    const known = numbers.get(path)
    if (known !== undefined) return known
    numbers.set(path, files.length)
    return files.push({ path, byteLength: slices[i]!.track.byteLength }) - 1
  })
  return {
    kind: 'write',
    path: join(dir, shard.path),
    packets: { head, copies, packetHeaders },
    sources: files,
    sourceOf,
  }
}
