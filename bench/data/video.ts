import { mkdir, open, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { bytesSource, type ByteSource } from '#engine/io/files.ts'
import type { Dataset } from '#engine/index.ts'
import { blockOutput } from '#engine/io/block-writer.ts'
import { writeMp4 } from '#engine/video/copy.ts'
import type { FrameRange } from '#engine/video/slice.ts'
import { layOutMp4 } from '#engine/video/splice.ts'
import type { VideoTrack } from '#engine/video/track.ts'
import { Random } from './random.ts'

/** Recorded packets in memory, from which videos of any length are put together. */
export interface Stock {
  readonly track: VideoTrack
  readonly source: ByteSource
  /** Recorded episodes: stretches that begin with a keyframe. */
  readonly clips: readonly FrameRange[]
}

/**
 * Takes a dataset's packets of one camera and makes each about `packetBytes` long. The fixtures show 128x96 pixels
 * in some 200 bytes a frame, a tenth and less of what a real camera takes; so each packet is filled up with
 * an AV1 padding unit of noise, which decoders skip: the pictures stay what they were, and the file stays valid.
 * Without `packetBytes` packets are taken as they are.
 */
export async function stockOf(
  dataset: Dataset,
  camera: string,
  packetBytes: number | null,
  seed: number,
): Promise<Stock> {
  const [file] = dataset.videoFiles.get(camera)!
  const { path, track } = file!
  const recorded = await readFile(join(dataset.dir, path))
  const random = new Random(seed)
  const offsets = new Float64Array(track.sizes.length)
  const sizes = new Uint32Array(track.sizes.length)
  const packets: Buffer[] = []
  let at = 0
  for (let sample = 0; sample < sizes.length; sample++) {
    const start = track.offsets[sample]!
    const packet = recorded.subarray(start, start + track.sizes[sample]!)
    const own = packetBytes === null ? packet : filledUp(packet, packetBytes, random)
    packets.push(own)
    offsets[sample] = at
    sizes[sample] = own.length
    at += own.length
  }
  const clips = dataset.episodes.map(({ frames }) => frames.get(camera)!)
  return {
    track: { ...track, offsets, sizes, byteLength: at },
    source: bytesSource(Buffer.concat(packets)),
    clips: clips.map(({ start, end }) => ({ start, end })),
  }
}

function filledUp(packet: Buffer, packetBytes: number, random: Random): Buffer {
  const noise = random.integer(packetBytes >> 1, packetBytes + (packetBytes >> 1)) - packet.length
  return Buffer.concat([packet, paddingUnit(Math.max(16, noise), random)])
}

/** An OBU of type OBU_PADDING (AV1, section 5.7): header with size field, size as leb128, anything, trailing bits. */
function paddingUnit(byteLength: number, random: Random): Buffer {
  const payload = Buffer.alloc(byteLength)
  for (let i = 0; i + 4 <= byteLength; i += 4) payload.writeUInt32LE(random.integer(0, 0xffffffff), i)
  payload[byteLength - 1] = 0x80
  const size: number[] = []
  for (let left = byteLength; left > 0; left >>>= 7) size.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0))
  return Buffer.concat([Uint8Array.of((15 << 3) | 2, ...size), payload])
}

/** Stretches of the stock that make `length` frames, beginning with clip number `first` modulo their count. */
export function framesFrom(stock: Stock, first: number, length: number): FrameRange[] {
  const ranges: FrameRange[] = []
  for (let left = length, clip = first; left > 0; clip++) {
    const { start, end } = stock.clips[clip % stock.clips.length]!
    const take = Math.min(left, end - start)
    ranges.push({ start, end: start + take })
    left -= take
  }
  return ranges
}

/**
 * Writes a video of stretches of the stock. A hollow one has all its tables, but a hole in the place of its
 * packets: as large as any to whoever asks for its size, and as good to whoever does not read packets.
 */
export async function writeVideo(
  path: string,
  stock: Stock,
  frames: readonly FrameRange[],
  fps: number,
  isHollow: boolean,
): Promise<void> {
  const layout = layOutMp4(
    frames.map((range) => ({ track: stock.track, frames: range })),
    fps,
  )
  await mkdir(dirname(path), { recursive: true })
  const handle = await open(path, 'wx')
  try {
    if (isHollow) {
      await handle.write(layout.head)
      await handle.truncate(layout.byteLength)
    } else {
      await writeMp4(
        blockOutput(handle, path),
        layout,
        new Array<ByteSource>(frames.length).fill(stock.source),
        { path },
      )
    }
  } finally {
    await handle.close()
  }
}
