import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { findFfmpeg } from '#main/services/ffmpeg/find-ffmpeg.ts'

const run = promisify(execFile)

async function ffmpeg(args: readonly string[]): Promise<Buffer> {
  const found = await findFfmpeg('')
  if (!found.found) throw new Error('no ffmpeg to test with')
  const options = { encoding: 'buffer', maxBuffer: 1 << 28 } as const
  return (await run(found.path, ['-nostdin', '-v', 'error', '-y', ...args], options)).stdout
}

/** Encodes a video anew, as a recorder with other habits would. */
export async function reencode(video: string, output: string, options: readonly string[]): Promise<void> {
  await ffmpeg(['-i', video, ...options, '-f', 'mp4', output])
}

/** All pictures of a video as ffmpeg gives them with these options, each `size` bytes. */
export async function pixels(video: string, size: number, options: readonly string[]): Promise<Buffer[]> {
  const bytes = await ffmpeg(['-i', video, ...options, '-f', 'rawvideo', '-'])
  return Array.from({ length: bytes.length / size }, (_, i) => bytes.subarray(i * size, (i + 1) * size))
}

/** Greys of all pictures of a video. */
export function greys(
  video: string,
  size: { readonly width: number; readonly height: number; readonly filter?: string },
): Promise<Buffer[]> {
  return pixels(video, size.width * size.height, ['-vf', size.filter ?? 'null', '-pix_fmt', 'gray'])
}

/** The frame numbers that the barcodes of a fixture's video say; see the fixtures' README. */
export async function barcodes(video: string, width: number, height: number): Promise<number[]> {
  return (await greys(video, { width, height })).map((picture) => {
    let number = 0
    for (let i = 0; i < 16; i++) number = number * 2 + (picture[8 * width + i * 8 + 4]! > 128 ? 1 : 0)
    return number
  })
}
