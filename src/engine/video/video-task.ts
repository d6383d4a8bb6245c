import { FilePool } from '#engine/io/file-pool.ts'
import { alignedBlocks, openUncached, UncachedOutput } from '#engine/io/uncached.ts'
import { writeMp4 } from './copy.ts'
import { digestRanges, type PacketRanges } from './digest.ts'
import type { Mp4Packets } from './splice.ts'

/** Work on one video file that takes long: plain data, which may go to another thread. */
export type VideoTask =
  | {
      readonly kind: 'write'
      /** The new file. */
      readonly path: string
      readonly packets: Mp4Packets
      readonly sources: readonly { readonly path: string; readonly byteLength: number }[]
      /** Number of the source of each slice. */
      readonly sourceOf: readonly number[]
    }
  | { readonly kind: 'digest'; readonly path: string; readonly packets: PacketRanges }

/** What came of it. */
export interface VideoResult {
  /** Of each slice or range, as `digestFrames` gives it. */
  readonly digests: readonly string[]
  /** Read from sources. */
  readonly bytesRead: number
}

/** Options of {@link runVideoTask}. */
export interface VideoTaskOptions {
  readonly signal?: AbortSignal | undefined
  /** Called after each block with the bytes done since the last call. */
  readonly onBytes?: ((bytes: number) => void) | undefined
}

/** Does the task on this thread. Throws what `writeMp4` and `digestRanges` throw. */
export async function runVideoTask(
  task: VideoTask,
  options: VideoTaskOptions = {},
  buffers = alignedBlocks(2),
): Promise<VideoResult> {
  const { path } = task
  if (task.kind === 'digest') {
    await using source = await openUncached(path)
    return { digests: await digestRanges(source, task.packets, options, buffers), bytesRead: 0 }
  }
  const digests = new Array<string>(task.packets.packetHeaders.length)
  await using pool = new FilePool()
  const sources = task.sources.map((source) => pool.lazy(source.path, source.byteLength))
  await using output = await UncachedOutput.create(path)
  await writeMp4(
    output,
    task.packets,
    task.sourceOf.map((source) => sources[source]!),
    { ...options, path, buffers, onSliceDigest: (slice, digest) => (digests[slice] = digest) },
  )
  return { digests, bytesRead: pool.bytesRead }
}
