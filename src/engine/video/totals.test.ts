import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutFrames } from './slice.ts'
import { layOutMp4, mp4ByteLength } from './splice.ts'
import { cameraFile, openFixture } from './testing.ts'
import { joinTotals, totalsOf, type Mp4Slice } from './totals.ts'

const depthFile = 'fixtures/depth/videos/observation.images.depth/chunk-000/file-000.mp4'

describe('totalsOf', () => {
  it('refuses frames that are shown absurdly far from where they are stored', async () => {
    const { track } = await openFixture(cameraFile('pick_a'))
    const frameCount = 1002
    const odd = {
      ...track,
      frameCount,
      sizes: new Uint32Array(frameCount).fill(1),
      sync: new Uint8Array(frameCount),
      order: Uint32Array.from({ length: frameCount }, (_, k) => (k + 1) % frameCount),
    }
    expect(() => totalsOf({ track: odd, frames: { start: 0, end: frameCount } })).toThrow(
      'a frame is stored 1001 frames from where it is shown',
    )
  })
})

describe('mp4ByteLength', () => {
  it.each([
    ['without B-frames', [cameraFile('pick_a'), cameraFile('pick_b'), cameraFile('sharded')]],
    ['with B-frames', [depthFile]],
    [
      'with a delay',
      [cameraFile('h264_bframes_b'), 'fixtures-video/trimmed.mp4', 'fixtures-video/fragments-cmaf.mp4'],
    ],
  ])('is exact after every slice, %s', async (_, paths) => {
    const tracks = await Promise.all(paths.map(async (path) => (await openFixture(path)).track))
    const window = fc
      .record({
        track: fc.constantFrom(...tracks),
        start: fc.nat(200),
        length: fc.integer({ min: 1, max: 200 }),
      })
      .map(({ track, start, length }): Mp4Slice => {
        const begin = start % track.frameCount
        return { track, frames: { start: begin, end: Math.min(begin + length, track.frameCount) } }
      })
      .filter(({ track, frames }) => cutFrames(track, frames).kind === 'cut')
    const slices = fc.array(window, { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(slices, fc.constantFrom(30, 15, 29.97), (list, fps) => {
        let totals = totalsOf(list[0]!)
        for (let i = 0; i < list.length; i++) {
          if (i > 0) totals = joinTotals(totals, totalsOf(list[i]!))
          const layout = layOutMp4(list.slice(0, i + 1), fps)
          const payload = layout.copies.reduce((sum, { start, end }) => sum + end - start, 0)
          expect(mp4ByteLength(totals, fps)).toBe(layout.byteLength)
          expect(layout.head.length + payload).toBe(layout.byteLength)
        }
      }),
      { seed: 20260302, numRuns: 150 },
    )
  })
})
