import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bytesSource } from '#engine/io/files.ts'
import { fullBox, u16, u32 } from './box-writer.ts'
import { digestFrames } from './digest.ts'
import { cameraFile, countingSource, editMovie, fixture, openFixture, videoFixtures } from './testing.ts'
import { readVideoTrack } from './track.ts'

const depthFile = 'fixtures/depth/videos/observation.images.depth/chunk-000/file-000.mp4'

describe('readVideoTrack on the recorded datasets', () => {
  const recorded = videoFixtures().filter((path) => !path.startsWith('fixtures-video/'))

  it.each(recorded)('%s', async (path) => {
    const { track } = await openFixture(path)
    const dataset = path.slice(0, path.indexOf('videos/'))
    const info = JSON.parse(
      readFileSync(new URL(`../../../test/${dataset}meta/info.json`, import.meta.url), 'utf8'),
    ) as {
      fps: number
      total_frames: number
      features: Record<string, { shape: number[] }>
    }
    const shape = info.features[path.split('/').at(-3)!]!.shape
    expect([track.height, track.width]).toEqual(shape.slice(0, 2))
    if (!path.includes('sharded/videos/observation.images.wrist'))
      expect(track.frameCount).toBe(info.total_frames)
    if (path !== depthFile) {
      expect(track.averageFps).toBe(info.fps)
      expect([...track.presentation]).toEqual(
        Array.from({ length: track.frameCount }, (_, k) => k / info.fps),
      )
    }
    expect(track.sync[0]).toBe(1)
    expect(track.hasAudio).toBe(false)
  })

  it('finds the frames of one camera in two files', async () => {
    const files = await Promise.all([0, 1].map((file) => openFixture(cameraFile('sharded', 'wrist', file))))
    expect(files.map(({ track }) => track.frameCount)).toEqual([210, 30])
  })

  it('reads B-frames in the order they are shown and reports times off the grid', async () => {
    const { track } = await openFixture(depthFile)
    expect(track.fourcc).toBe('hev1')
    expect([...track.order].slice(0, 8)).toEqual([0, 2, 1, 4, 3, 6, 5, 8])
    expect(track.reorderDelay).toBe(2)
    expect(track.averageFps).toBeCloseTo(61440 / 2047, 9)
    expect(track.presentation[12]).toBe(12 / 30)
    expect(track.presentation[13]).toBeCloseTo(13 / 30 - 5 / 15360, 9)
  })
})

describe('config', () => {
  const configOf = async (path: string) => (await openFixture(path)).track.config

  it('is equal where recordings share an encoder, whatever their bitrate', async () => {
    const [first, ...others] = await Promise.all(
      ['pick_a', 'pick_b', 'pick_c', 'sharded'].map((name) => configOf(cameraFile(name))),
    )
    for (const other of others) expect(other).toBe(first)
  })

  it('is equal for an episode as recorded and for one that was concatenated, which gets a pasp box', async () => {
    const [several, one] = await Promise.all(
      [0, 1].map((file) => configOf(cameraFile('sharded', 'wrist', file))),
    )
    expect(one).toBe(several)
    const squashed = editMovie(fixture(cameraFile('pick_a')).bytes, 'stsd', ({ bytes }) => {
      const copy = Buffer.from(bytes)
      copy.writeUInt32BE(2, copy.indexOf('pasp') + 4)
      return [new Uint8Array(copy)]
    })
    expect((await readVideoTrack(bytesSource(squashed))).config).not.toBe(several)
  })

  it('differs with the reorder depth, the codec and the resolution', async () => {
    const names = ['h264_bframes_a', 'h264_bframes_b', 'h264', 'pick_a', 'small_res']
    const configs = await Promise.all(names.map((name) => configOf(cameraFile(name))))
    expect(new Set(configs).size).toBe(names.length)
  })

  it('differs with the rotation', async () => {
    const { bytes } = fixture(cameraFile('pick_a'))
    const rotated = editMovie(bytes, 'tkhd', ({ bytes: tkhd }) => {
      const copy = tkhd.slice()
      new DataView(copy.buffer).setInt32(8 + 40, -0x10000)
      return [copy]
    })
    const track = await readVideoTrack(bytesSource(rotated))
    expect(track.config).not.toBe(await configOf(cameraFile('pick_a')))
  })

  it('leaves out the bitrate and the name of the encoder', async () => {
    const { bytes } = fixture(cameraFile('pick_a'))
    const renamed = editMovie(bytes, 'stsd', ({ bytes: stsd }) => {
      const copy = stsd.slice()
      copy.set(Buffer.from('\x06Lavc99'), 16 + 8 + 42)
      copy.set(u32(123456), copy.length - 8)
      return [copy]
    })
    const track = await readVideoTrack(bytesSource(renamed))
    expect(Buffer.from(track.sampleEntry).includes('btrt')).toBe(false)
    expect(Buffer.from(track.sampleEntry).includes('av1C')).toBe(true)
    expect(track.config).toBe(await configOf(cameraFile('pick_a')))
  })
})

describe('odd files', () => {
  it.each([
    'fragments-base-offset',
    'fragments-hybrid',
    'fragments-cmaf',
    'fragments-with-audio',
    'with-audio',
  ])('reads the packets of %s as of the file it was made from', async (name) => {
    const plain = await openFixture(cameraFile('h264_bframes_b'))
    const odd = await openFixture(`fixtures-video/${name}.mp4`)
    const all = { start: 0, end: 24 }
    expect(odd.track.frameCount).toBe(24)
    expect(odd.track.averageFps).toBe(30)
    expect(odd.track.config).toBe(plain.track.config)
    expect(odd.track.sync).toEqual(plain.track.sync)
    expect(odd.track.hasAudio).toBe(name.endsWith('audio'))
    expect(await digestFrames(odd.source, odd.track, all)).toBe(
      await digestFrames(plain.source, plain.track, all),
    )
  })

  it('counts only the frames that an edit list shows', async () => {
    const plain = await openFixture(cameraFile('h264_bframes_b'))
    const { source, track } = await openFixture('fixtures-video/trimmed.mp4')
    expect([track.frameCount, track.sizes.length]).toEqual([19, 24])
    expect([...track.presentation]).toEqual(Array.from({ length: 19 }, (_, k) => k / 30))
    expect(await digestFrames(source, track, { start: 0, end: 19 })).toBe(
      await digestFrames(plain.source, plain.track, { start: 5, end: 24 }),
    )
  })

  it('does not count frames after the end of the edit list, as ffmpeg does not', async () => {
    const endsEarly = (milliseconds: number) =>
      editMovie(fixture(cameraFile('h264_bframes_b')).bytes, 'elst', () => [
        fullBox('elst', 0, 0, u32(1), u32(milliseconds, 512, 0x10000)),
      ])
    const counts = [300, 301, 333, 334].map(
      async (milliseconds) => (await readVideoTrack(bytesSource(endsEarly(milliseconds)))).frameCount,
    )
    expect(await Promise.all(counts)).toEqual([9, 10, 10, 11])
  })

  it('shows frames later by an empty edit', async () => {
    const delayed = editMovie(fixture(cameraFile('pick_a')).bytes, 'elst', () => [
      fullBox('elst', 0, 0, u32(2), u32(500, 0xffffffff, 0x10000), u32(4167, 0, 0x10000)),
    ])
    const track = await readVideoTrack(bytesSource(delayed))
    expect([...track.presentation.subarray(0, 2)]).toEqual([0.5, 0.5 + 1 / 30])
  })

  it.each([
    ['two stretches', fullBox('elst', 0, 0, u32(2), u32(500, 0, 0x10000), u32(500, 3000, 0x10000))],
    ['slow motion', fullBox('elst', 0, 0, u32(1), u32(4167, 0, 0x8000))],
  ])('does not splice an edit list with %s', async (_, elst) => {
    const edited = editMovie(fixture(cameraFile('pick_a')).bytes, 'elst', () => [elst])
    await expect(readVideoTrack(bytesSource(edited))).rejects.toMatchObject({ code: 'MP4_UNSUPPORTED' })
  })

  it('reads compact sample sizes, co64, and takes a missing stss for keyframes only', async () => {
    const { bytes } = fixture(cameraFile('pick_a'))
    const plain = await readVideoTrack(bytesSource(bytes))
    const sizes = fullBox('stz2', 0, 0, u32(16, 125), u16(...plain.sizes))
    const compact = editMovie(bytes, 'stsz', () => [sizes])
    const long = editMovie(compact, 'stco', () => [fullBox('co64', 0, 0, u32(1, 0, plain.offsets[0]!))])
    const track = await readVideoTrack(bytesSource(editMovie(long, 'stss', () => [])))
    expect(track.sizes).toEqual(plain.sizes)
    expect(track.offsets).toEqual(plain.offsets)
    expect([...track.sync]).toEqual(Array.from({ length: 125 }, () => 1))
  })

  it('reads sizes of 4 bits, two to a byte', async () => {
    const { bytes } = fixture(cameraFile('pick_a'))
    const nibbles = Uint8Array.from({ length: 63 }, (_, i) => (i % 16) * 16 + 5)
    const compact = editMovie(bytes, 'stsz', () => [fullBox('stz2', 0, 0, u32(4, 125), nibbles)])
    const track = await readVideoTrack(bytesSource(compact))
    expect([...track.sizes.subarray(0, 6)]).toEqual([0, 5, 1, 5, 2, 5])
  })

  it('passes over a still picture that comes first', async () => {
    const { bytes } = fixture(cameraFile('pick_a'))
    const withCover = editMovie(bytes, 'trak', (trak) => [withCodec(trak.bytes, 'jpeg'), trak.bytes])
    expect((await readVideoTrack(bytesSource(withCover))).fourcc).toBe('av01')
  })

  it('passes over a track that is switched off', async () => {
    const { bytes } = fixture(cameraFile('pick_a'))
    const alternative = (trak: Uint8Array) => {
      const copy = withCodec(trak, 'vp09')
      copy[copy.indexOf('tkhd') + 7] = 2
      return copy
    }
    const withAlternative = editMovie(bytes, 'trak', (trak) => [alternative(trak.bytes), trak.bytes])
    expect((await readVideoTrack(bytesSource(withAlternative))).fourcc).toBe('av01')
  })
})

/** The same track, said to hold another codec. */
function withCodec(trak: Uint8Array, fourcc: string): Buffer {
  const copy = Buffer.from(trak)
  copy.set(Buffer.from(fourcc), copy.indexOf('av01'))
  return copy
}

describe('what readVideoTrack reads', () => {
  it.each(videoFixtures())('no frame of %s', async (path) => {
    const source = countingSource(fixture(path))
    const track = await readVideoTrack(source)
    for (const { start, end } of source.reads) {
      for (let i = 0; i < track.sizes.length; i++) {
        expect(start < track.offsets[i]! + track.sizes[i]! && track.offsets[i]! < end).toBe(false)
      }
    }
    const bytesRead = source.reads.reduce((sum, { start, end }) => sum + end - start, 0)
    const frameBytes = track.sizes.reduce((sum, size) => sum + size, 0)
    expect(bytesRead).toBeLessThanOrEqual(source.byteLength - frameBytes)
  })

  it('three headers and moov, for a file that ffmpeg wrote', async () => {
    const source = countingSource(fixture(cameraFile('pick_a')))
    await readVideoTrack(source)
    expect(source.reads).toEqual([
      { start: 0, end: 8 },
      { start: 32, end: 40 },
      { start: 32, end: 32 + 1529 },
    ])
  })
})

describe('layoutDigest', () => {
  it('changes with moov, not with the frames', async () => {
    const { bytes } = fixture(cameraFile('pick_a'))
    const digestOf = async (edit: (copy: Uint8Array) => void) => {
      const copy = bytes.slice()
      edit(copy)
      return (await readVideoTrack(bytesSource(copy))).layoutDigest
    }
    const plain = await digestOf(() => undefined)
    expect(plain).toMatch(/^[0-9a-f]{64}$/)
    expect(await digestOf((copy) => copy.fill(0, copy.length - 10))).toBe(plain)
    expect(await digestOf((copy) => copy.fill(1, 60, 64))).not.toBe(plain)
  })
})
