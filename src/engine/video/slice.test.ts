import { describe, expect, it } from 'vitest'
import { byteRanges, cutFrames, frameOffsets, payloadBytes, requireCut } from './slice.ts'
import { cameraFile, openFixture } from './testing.ts'

const depthFile = 'fixtures/depth/videos/observation.images.depth/chunk-000/file-000.mp4'

describe('cutFrames', () => {
  it('finds the packets of an episode', async () => {
    const { track } = await openFixture(cameraFile('pick_a'))
    expect(cutFrames(track, { start: 40, end: 75 })).toEqual({
      kind: 'cut',
      first: 40,
      end: 75,
      startsOnKeyframe: true,
    })
    expect(cutFrames(track, { start: 41, end: 42 })).toMatchObject({
      first: 41,
      end: 42,
      startsOnKeyframe: false,
    })
  })

  it.each([
    { start: 0, end: 126 },
    { start: -1, end: 5 },
    { start: 5, end: 5 },
    { start: 6, end: 5 },
    { start: 0.5, end: 5 },
    { start: NaN, end: 5 },
  ])('refuses $start to $end of 125 frames', async (frames) => {
    const { track } = await openFixture(cameraFile('pick_a'))
    expect(cutFrames(track, frames)).toEqual({ kind: 'impossible', reason: 'outside-file' })
    expect(() => requireCut(track, frames)).toThrow('cannot be cut out: outside-file')
  })

  it('cuts reordered frames only where nothing is tied to the outside', async () => {
    // Decode order of the frames as shown: 0 2 1 4 3 6 5 8 7 10 9 12 11 | 13 15 14 17 16 19 18.
    const { track } = await openFixture(depthFile)
    expect(cutFrames(track, { start: 0, end: 13 })).toMatchObject({
      first: 0,
      end: 13,
      startsOnKeyframe: true,
    })
    expect(cutFrames(track, { start: 13, end: 20 })).toMatchObject({
      first: 13,
      end: 20,
      startsOnKeyframe: true,
    })
    expect(cutFrames(track, { start: 0, end: 2 })).toEqual({ kind: 'impossible', reason: 'not-contiguous' })
    expect(cutFrames(track, { start: 2, end: 5 })).toEqual({ kind: 'impossible', reason: 'not-contiguous' })
  })

  it('does not begin at a keyframe whose leading B-frame needs what came before', async () => {
    const { track } = await openFixture(depthFile)
    expect(track.sync[1]).toBe(1)
    expect(cutFrames(track, { start: 1, end: 13 })).toMatchObject({ first: 1, startsOnKeyframe: false })
  })
})

describe('the packets of a range', () => {
  it('lie in one piece where there is one track', async () => {
    const { track } = await openFixture(cameraFile('pick_a'))
    const frames = { start: 40, end: 75 }
    const [range, ...others] = byteRanges(track, requireCut(track, frames))
    expect(others).toEqual([])
    expect(range).toEqual({ start: track.offsets[40], end: track.offsets[75] })
    expect(payloadBytes(track, frames)).toBe(range!.end - range!.start)
  })

  it('lie between the packets of an audio track', async () => {
    const { track } = await openFixture('fixtures-video/with-audio.mp4')
    const frames = { start: 0, end: track.frameCount }
    const ranges = byteRanges(track, requireCut(track, frames))
    expect(ranges.length).toBeGreaterThan(1)
    expect(ranges.reduce((sum, { start, end }) => sum + end - start, 0)).toBe(payloadBytes(track, frames))
  })

  it('are shown earlier or later than they are decoded', async () => {
    const { track } = await openFixture(depthFile)
    const offsets = (start: number, end: number) =>
      frameOffsets(track, { start, end }, requireCut(track, { start, end }))
    expect([...offsets(13, 20)!]).toEqual([0, 1, -1, 1, -1, 1, -1])
    expect([...offsets(1, 3)!]).toEqual([1, -1])
    expect(offsets(0, 1)).toBeUndefined()
  })
})
