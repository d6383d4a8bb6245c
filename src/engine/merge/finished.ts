import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { crc32 } from 'node:zlib'
import { EngineError } from '#shared/errors.ts'
import type { Shard } from '#shared/plan.ts'
import { matchesDigest, type FileDigest } from '#engine/io/file-digest.ts'
import { writing } from '#engine/io/write-error.ts'
import type { Mp4Packets } from '#engine/video/splice.ts'
import type { VideoTaskOptions } from '#engine/video/video-task.ts'
import type { VideoRunner } from '#engine/video/video-thread.ts'
import type { Journal } from './journal.ts'
import type { WrittenData } from './write-data.ts'

/** What need not be made again. */
export interface KeptFiles {
  readonly files: number
  readonly bytes: number
}

/** Adds up {@link KeptFiles}. */
export class KeptCounter implements KeptFiles {
  files = 0
  bytes = 0

  add({ bytes }: Shard): void {
    this.files++
    this.bytes += bytes
  }
}

/**
 * The data file of a shard as an interrupted merge finished it, once every byte is proved to be there. Undefined when it
 * has to be made; nothing is in its place then. Throws `CANCELLED`.
 */
export async function finishedData(
  journal: Journal,
  dir: string,
  shard: Shard,
  signal: AbortSignal | undefined,
): Promise<WrittenData | undefined> {
  const known = journal.data(shard.path)
  if (known === undefined) return undefined
  const path = join(dir, shard.path)
  const isWhole =
    known.digests.length === shard.end - shard.first &&
    (await unlessUnreadable(() => matchesDigest(path, known.file, signal)))
  if (isWhole) return known
  await remove(path)
  return undefined
}

/** As {@link finishedData}, for a video file that was to be these packets: the digests of each episode's. */
export async function finishedVideo(
  journal: Journal,
  dir: string,
  shard: Shard,
  packets: Mp4Packets,
  runner: VideoRunner,
  options: VideoTaskOptions,
): Promise<readonly string[] | undefined> {
  const known = journal.video(shard.path)
  if (known === undefined) return undefined
  const path = join(dir, shard.path)
  const isWhole = await unlessUnreadable(async () => {
    if (!(await matchesDigest(path, videoFileDigest(packets), options.signal))) return false
    const ranges = packetRangesIn(packets).map((range) => [range])
    const task = { kind: 'digest', path, packets: { headers: packets.packetHeaders, ranges } } as const
    return isDeepStrictEqual((await runner.run(task, options)).digests, known)
  })
  if (isWhole) return known
  await remove(path)
  return undefined
}

/** The digest of a laid-out video file. It covers the head; the packets have digests of their own. */
export function videoFileDigest(packets: Mp4Packets): FileDigest {
  const { head } = packets
  const byteLength = packetRangesIn(packets).at(-1)?.end ?? head.length
  return { byteLength, covered: head.length, crc32: crc32(head) }
}

/** Where in the new file the packets of each slice are: behind the head, one after the other. */
function packetRangesIn({ head, packetHeaders }: Mp4Packets): { start: number; end: number }[] {
  let at = head.length
  return packetHeaders.map((header) => {
    const sizes = new DataView(header.buffer, header.byteOffset, header.byteLength)
    const start = at
    for (let i = 4; i < header.byteLength; i += 4) at += sizes.getUint32(i, true)
    return { start, end: at }
  })
}

async function unlessUnreadable(look: () => Promise<boolean>): Promise<boolean> {
  try {
    return await look()
  } catch (error) {
    if (!(error instanceof EngineError) || error.code === 'CANCELLED') throw error
    return false
  }
}

async function remove(path: string): Promise<void> {
  await writing(path, rm(path, { force: true }))
}
