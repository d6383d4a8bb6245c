import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { bytesSource } from '#engine/io/files.ts'
import { digestFrames } from './digest.ts'
import { cameraFile, countingSource, openFixture } from './testing.ts'

describe('digestFrames', () => {
  it('is sha256 over count, sizes and packets, cut to 128 bits', async () => {
    const { source, track } = await openFixture(cameraFile('pick_a'))
    const hash = createHash('sha256').update(u32le(3))
    for (const i of [10, 11, 12]) hash.update(u32le(track.sizes[i]!))
    hash.update(source.bytes.subarray(track.offsets[10], track.offsets[13]))
    const expected = hash.digest('hex').slice(0, 32)
    expect(await digestFrames(source, track, { start: 10, end: 13 })).toBe(expected)
  })

  it('depends on every byte and on the boundaries of packets', async () => {
    const { source, track } = await openFixture(cameraFile('pick_a'))
    const frames = { start: 10, end: 13 }
    const digest = await digestFrames(source, track, frames)
    const changed = source.bytes.slice()
    changed[track.offsets[12]! + track.sizes[12]! - 1]! ^= 1
    expect(await digestFrames(bytesSource(changed), track, frames)).not.toBe(digest)
    const shifted = { ...track, sizes: track.sizes.slice(), offsets: track.offsets.slice() }
    shifted.sizes[10]!++
    shifted.offsets[11]!++
    shifted.sizes[11]!--
    expect(await digestFrames(source, shifted, frames)).not.toBe(digest)
  })

  it('reads the packets and nothing else', async () => {
    const { source, track } = await openFixture('fixtures-video/with-audio.mp4')
    const counted = countingSource(source)
    await digestFrames(counted, track, { start: 0, end: track.frameCount })
    const bytesRead = counted.reads.reduce((sum, { start, end }) => sum + end - start, 0)
    expect(bytesRead).toBe(track.sizes.reduce((sum, size) => sum + size))
  })

  it('can be cancelled', async () => {
    const { source, track } = await openFixture(cameraFile('pick_a'))
    await expect(
      digestFrames(source, track, { start: 0, end: 10 }, { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})

function u32le(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
