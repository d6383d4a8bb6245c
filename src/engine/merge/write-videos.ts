import { join } from 'node:path'
import type { MergePlan, Shard } from '#shared/plan.ts'
import type { FilePool } from '#engine/io/file-pool.ts'
import { UncachedOutput } from '#engine/io/uncached.ts'
import { writeMp4 } from '#engine/video/copy.ts'
import { layOutMp4 } from '#engine/video/splice.ts'
import type { MergeSources } from './sources.ts'

/** Where and how to write. */
export interface WriteVideoOptions {
  readonly dir: string
  readonly sources: MergeSources
  readonly pool: FilePool
  readonly signal: AbortSignal | undefined
  readonly onBytes: (bytes: number) => void
  /** Two `alignedBlocks`. */
  readonly buffers: readonly Uint8Array<ArrayBuffer>[]
}

/**
 * Writes one video file of a camera: the packets of the shard's episodes behind each other, frame k at k/fps.
 * Returns the packet digest of each episode.
 */
export async function writeVideoShard(
  plan: MergePlan,
  camera: string,
  shard: Shard,
  options: WriteVideoOptions,
): Promise<string[]> {
  const episodes = plan.episodes.slice(shard.first, shard.end)
  const slices = episodes.map(({ source, frames }) => {
    const { file, start, end } = frames[camera]!
    return { track: options.sources.track(source, file), frames: { start, end } }
  })
  const layout = layOutMp4(slices, plan.fps)
  const path = join(options.dir, shard.path)
  const digests = new Array<string>(slices.length)
  await using output = await UncachedOutput.create(path)
  await writeMp4(
    output,
    layout,
    episodes.map(({ source, frames }, i) =>
      options.pool.lazy(options.sources.path(source, frames[camera]!.file), slices[i]!.track.byteLength),
    ),
    {
      path,
      signal: options.signal,
      onBytes: options.onBytes,
      onSliceDigest: (slice, digest) => (digests[slice] = digest),
      buffers: options.buffers,
    },
  )
  return digests
}
