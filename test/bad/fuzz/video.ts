import { bytesSource } from '#engine/io/files.ts'
import { countingSource, fixture } from '#engine/video/testing.ts'
import { readVideoTrack } from '#engine/video/track.ts'
import { joined, mutated, type Mutation } from './mutation.ts'
import { mutations, target, type Target } from './target.ts'

interface Stretch {
  readonly start: number
  readonly end: number
}

/** `moov` and every `moof` are damaged, one at a time; the size of the box itself stays right where it changes. */
export async function headersOf(path: string, counts: { stride: number; sampled: number }): Promise<Target> {
  const { bytes } = fixture(path)
  const counted = countingSource(bytesSource(bytes))
  await readVideoTrack(counted)
  // Longer reads are whole boxes of headers; the others look at what comes next.
  const headers = counted.reads.filter(({ start, end }) => end - start > 16)
  const total = headers.reduce((sum, { start, end }) => sum + end - start, 0)
  return target(`headers of ${path}`, mutations(total, counts), async (how) => {
    await readVideoTrack(bytesSource(withHeader(bytes, headers, how), 'fuzzed.mp4'))
  })
}

function withHeader(file: Uint8Array, headers: readonly Stretch[], how: readonly Mutation[]): Uint8Array {
  let { at } = how[0]!
  const total = headers.reduce((sum, { start, end }) => sum + end - start, 0)
  at %= total
  const header = headers.find(({ start, end }) => {
    if (at < end - start) return true
    at -= end - start
    return false
  })!
  const [first, ...others] = how
  const damaged = mutated(file.subarray(header.start, header.end), [{ ...first!, at }, ...others])
  if (damaged.length !== header.end - header.start && damaged.length >= 8) {
    new DataView(damaged.buffer, damaged.byteOffset).setUint32(0, damaged.length)
  }
  return joined(file.subarray(0, header.start), damaged, file.subarray(header.end))
}
