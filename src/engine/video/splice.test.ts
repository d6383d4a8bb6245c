import { describe, expect, it } from 'vitest'
import { bytesSource, type ByteSource } from '#engine/io/files.ts'
import { digestFrames } from './digest.ts'
import { layOutMp4, mp4ByteLength } from './splice.ts'
import { assemble, cameraFile, openFixture } from './testing.ts'
import { joinTotals, totalsOf, type Mp4Slice } from './totals.ts'
import { readVideoTrack, type VideoTrack } from './track.ts'

const depthFile = 'fixtures/depth/videos/observation.images.depth/chunk-000/file-000.mp4'

type Piece = readonly [path: string, start: number, end: number]

/** Splices pieces of fixtures and reads the result back. */
async function splice(pieces: readonly Piece[], fps = 30) {
  const files = await Promise.all(pieces.map(([path]) => openFixture(path)))
  const slices = pieces.map(([, start, end], i) => ({ track: files[i]!.track, frames: { start, end } }))
  const sources = files.map(({ source }) => source)
  const layout = layOutMp4(slices, fps)
  const source = bytesSource(await assemble(layout, sources), 'spliced.mp4')
  return { layout, slices, sources, source, track: await readVideoTrack(source) }
}

/** Every slice's packets must have arrived, in their place. */
async function expectSamePackets({ slices, sources, source, track }: Awaited<ReturnType<typeof splice>>) {
  let start = 0
  for (const [i, slice] of slices.entries()) {
    const end = start + slice.frames.end - slice.frames.start
    expect(await digestFrames(source, track, { start, end })).toBe(
      await digestFrames(sources[i]!, slice.track, slice.frames),
    )
    start = end
  }
  expect(track.frameCount).toBe(start)
}

const grid = (frames: number, fps: number) => Array.from({ length: frames }, (_, k) => k / fps)

describe('layOutMp4', () => {
  it('puts three recordings into one file, each frame at k/fps', async () => {
    const result = await splice([
      [cameraFile('pick_a'), 0, 125],
      [cameraFile('pick_b'), 0, 75],
      [cameraFile('pick_c'), 0, 159],
    ])
    const { track, slices } = result
    await expectSamePackets(result)
    expect([...track.presentation]).toEqual(grid(359, 30))
    expect(track.averageFps).toBe(30)
    expect([...track.sync]).toEqual(slices.flatMap((slice) => [...slice.track.sync]))
    expect(track.config).toBe(slices[0]!.track.config)
    expect([track.fourcc, track.width, track.height]).toEqual(['av01', 128, 96])
    // The reference merger's file of the same three has the same frames.
    const golden = await openFixture('golden/pick_abc/videos/observation.images.top/chunk-000/file-000.mp4')
    const all = { start: 0, end: 359 }
    expect(await digestFrames(result.source, track, all)).toBe(
      await digestFrames(golden.source, golden.track, all),
    )
  })

  it('takes windows out of the middle, in any order, some twice', async () => {
    const result = await splice([
      [cameraFile('pick_c'), 85, 118],
      [cameraFile('pick_a'), 40, 75],
      [cameraFile('sharded', 'wrist', 1), 0, 30],
      [cameraFile('pick_a'), 40, 75],
      [cameraFile('pick_c'), 0, 25],
    ])
    await expectSamePackets(result)
    expect([...result.track.presentation]).toEqual(grid(158, 30))
  })

  it.each<[string, number, readonly Piece[]]>([
    [
      'H.264',
      1,
      [
        [cameraFile('h264'), 20, 42],
        [cameraFile('h264'), 0, 20],
      ],
    ],
    [
      'H.264 baseline',
      0,
      [
        [cameraFile('h264_bframes_a'), 0, 15],
        [cameraFile('h264_bframes_a'), 0, 15],
      ],
    ],
    [
      'H.264 that may reorder',
      1,
      [
        [cameraFile('h264_bframes_b'), 0, 24],
        [cameraFile('h264_bframes_b'), 0, 24],
      ],
    ],
    [
      'HEVC depth with B-frames',
      2,
      [
        [depthFile, 13, 20],
        [depthFile, 0, 13],
        [depthFile, 0, 20],
      ],
    ],
    [
      'fragments and an audio track',
      1,
      [
        ['fixtures-video/fragments-with-audio.mp4', 0, 24],
        ['fixtures-video/with-audio.mp4', 0, 24],
        ['fixtures-video/fragments-cmaf.mp4', 0, 24],
        ['fixtures-video/trimmed.mp4', 0, 19],
      ],
    ],
  ])('splices %s', async (_, delay, pieces) => {
    const result = await splice(pieces)
    await expectSamePackets(result)
    expect([...result.track.presentation]).toEqual(grid(result.track.frameCount, 30))
    expect(result.track.averageFps).toBe(30)
    expect(result.track.reorderDelay).toBe(delay)
    expect(result.track.otherTracks).toEqual([])
  })

  it.each([15, 50, 29.97, 30000 / 1001])('keeps frame k at k/fps for %d fps', async (fps) => {
    const { track } = await splice(
      [
        [cameraFile('fps15'), 0, 20],
        [cameraFile('fps15'), 0, 20],
      ],
      fps,
    )
    for (let k = 0; k < 40; k++) expect(track.presentation[k]).toBeCloseTo(k / fps, 12)
    expect(track.averageFps).toBe(fps)
  })

  it('splices what it has spliced, and the result is the same', async () => {
    const pieces: Piece[] = [
      [depthFile, 13, 20],
      [depthFile, 0, 13],
    ]
    const once = await splice(pieces)
    const frames = { start: 0, end: 20 }
    const layout = layOutMp4([{ track: once.track, frames }], 30)
    const again = await assemble(layout, [once.source])
    expect(Buffer.from(again).equals(await assemble(once.layout, once.sources))).toBe(true)
    const halves = layOutMp4(
      [7, 20].map((end, i) => ({ track: once.track, frames: { start: i * 7, end } })),
      30,
    )
    expect(Buffer.from(await assemble(halves, [once.source, once.source])).equals(again)).toBe(true)
  })

  it('writes one run of composition offsets where nothing is reordered', async () => {
    const { layout } = await splice([
      [cameraFile('h264'), 20, 42],
      [cameraFile('h264'), 0, 20],
    ])
    const head = Buffer.from(layout.head)
    const ctts = head.indexOf('ctts')
    const [count, frames, offset] = [8, 12, 16].map((at) => head.readUInt32BE(ctts + at))
    expect([count, frames, offset]).toEqual([1, 42, 512])
  })

  it('leaves stss out when every frame is a keyframe', async () => {
    const { layout, track } = await splice([
      [cameraFile('pick_a'), 0, 1],
      [cameraFile('pick_a'), 2, 3],
    ])
    expect(Buffer.from(layout.head).includes('stss')).toBe(false)
    expect([...track.sync]).toEqual([1, 1])
  })

  it('writes no date and no random number', async () => {
    const pieces: Piece[] = [
      [cameraFile('pick_a'), 0, 40],
      [cameraFile('pick_b'), 0, 30],
    ]
    const [one, other] = [await splice(pieces), await splice(pieces)]
    expect(Buffer.from(one.layout.head).equals(other.layout.head)).toBe(true)
  })

  it('joins neighbouring packets into one copy per slice', async () => {
    const { layout, slices } = await splice([
      [cameraFile('pick_a'), 0, 40],
      [cameraFile('pick_a'), 40, 75],
    ])
    const { offsets } = slices[0]!.track
    expect(layout.copies).toEqual([
      { slice: 0, start: offsets[0], end: offsets[40] },
      { slice: 1, start: offsets[40], end: offsets[75] },
    ])
  })

  it('refuses what a plan must not contain', async () => {
    const pick = (await openFixture(cameraFile('pick_a'))).track
    const h264 = (await openFixture(cameraFile('h264'))).track
    const whole = (track: VideoTrack): Mp4Slice => ({ track, frames: { start: 0, end: 10 } })
    expect(() => layOutMp4([], 30)).toThrow('an mp4 of no slices')
    expect(() => layOutMp4([whole(pick), whole(h264)], 30)).toThrow(/configurations .* in one file/)
    expect(() => layOutMp4([{ track: pick, frames: { start: 0, end: 126 } }], 30)).toThrow(
      'cannot be cut out',
    )
    expect(() => layOutMp4([whole(pick)], 0)).toThrow('no time base for 0 frames per second')
  })
})

describe('big files', () => {
  /** As if every packet of pick_a had `size` bytes. */
  async function inflated(size: number, frames = 125): Promise<VideoTrack> {
    const { track } = await openFixture(cameraFile('pick_a'))
    return {
      ...track,
      frameCount: frames,
      sizes: new Uint32Array(frames).fill(size),
      offsets: Float64Array.from({ length: frames }, (_, i) => i * size),
      sync: new Uint8Array(frames).fill(1),
      order: Uint32Array.from({ length: frames }, (_, i) => i),
    }
  }

  /** Only the head: the frames of these files exist nowhere. */
  function headSource(head: Uint8Array, byteLength: number): ByteSource {
    return { ...bytesSource(head, 'big.mp4'), byteLength }
  }

  it.each([
    [34_000_000, 'stco', 8],
    [40_000_000, 'co64', 16],
  ])('125 packets of %d bytes: %s, %d bytes of mdat header', async (size, table, mdatHeaderBytes) => {
    const slices = [{ track: await inflated(size), frames: { start: 0, end: 125 } }]
    const { head, byteLength } = layOutMp4(slices, 30)
    expect(byteLength).toBe(head.length + 125 * size)
    expect(byteLength).toBe(mp4ByteLength(slices.map(totalsOf).reduce(joinTotals), 30))
    expect(Buffer.from(head).includes(table)).toBe(true)
    expect(Buffer.from(head.subarray(head.length - mdatHeaderBytes)).indexOf('mdat')).toBe(4)
    const track = await readVideoTrack(headSource(head, byteLength))
    expect([...track.offsets]).toEqual(Array.from({ length: 125 }, (_, i) => head.length + i * size))
  })

  it('needs co64 and no 64-bit mdat for a file just beyond 4 GB', async () => {
    const total = 2 ** 32 - 500
    const track = await inflated(total / 4, 4)
    const { head, byteLength } = layOutMp4([{ track, frames: { start: 0, end: 4 } }], 30)
    expect(byteLength).toBeGreaterThan(2 ** 32)
    expect(Buffer.from(head).includes('co64')).toBe(true)
    expect(Buffer.from(head.subarray(head.length - 8)).readUInt32BE()).toBe(total + 8)
  })

  it('writes durations beyond 32 bits', async () => {
    const track = await inflated(10, 3000)
    const slices = [{ track, frames: { start: 0, end: 3000 } }]
    const { head, byteLength } = layOutMp4(slices, 0.01)
    expect(byteLength).toBe(mp4ByteLength(slices.map(totalsOf).reduce(joinTotals), 0.01))
    const result = await readVideoTrack(headSource(head, byteLength))
    expect(result.presentation[2999]).toBe(299_900)
    expect(result.averageFps).toBe(0.01)
  })
})
