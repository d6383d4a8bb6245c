import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesSource } from '#engine/io/files.ts'
import { EngineError } from '#shared/errors.ts'
import { fullBox, u32 } from './box-writer.ts'
import { cameraFile, countingSource, editMovie, fixture } from './testing.ts'
import { readVideoTrack } from './track.ts'

const depthFile = 'fixtures/depth/videos/observation.images.depth/chunk-000/file-000.mp4'
const files = [
  cameraFile('pick_a'),
  cameraFile('h264_bframes_b'),
  depthFile,
  'fixtures-video/fragments-base-offset.mp4',
  'fixtures-video/fragments-hybrid.mp4',
  'fixtures-video/fragments-with-audio.mp4',
]

describe('a file that was cut off', () => {
  it.each(files)('%s, at any of 50 lengths', async (path) => {
    const { bytes } = fixture(path)
    for (let k = 0; k < 50; k++) {
      const length = Math.floor((bytes.length * k) / 50)
      const error = await failure(bytes.subarray(0, length))
      // Between two fragments, what is left is a whole, shorter video: only its episodes will be missed.
      if (isBetweenFragments(bytes, length)) continue
      expect({ length, error }).toMatchObject({
        error: { code: 'MP4_INVALID', hint: expect.any(String) as string },
      })
      expect(error?.message).toContain('invalid mp4 damaged.mp4: ')
    }
  })
})

function isBetweenFragments(bytes: Uint8Array, length: number): boolean {
  return length > 1000 && Buffer.from(bytes.subarray(length + 4, length + 8)).toString('latin1') === 'moof'
}

describe('a file with wrong bytes in its headers', () => {
  it.each(files)('%s gives a track that can be trusted, or an EngineError', async (path) => {
    const { bytes } = fixture(path)
    const counted = countingSource(bytesSource(bytes))
    await readVideoTrack(counted)
    const headers = counted.reads.flatMap(({ start, end }) =>
      Array.from({ length: end - start }, (_, i) => start + i),
    )
    const damage = fc.array(
      fc.record({ at: fc.constantFrom(...headers), to: fc.integer({ min: 0, max: 255 }) }),
      {
        minLength: 1,
        maxLength: 3,
      },
    )
    await fc.assert(
      fc.asyncProperty(damage, async (changes) => {
        const copy = bytes.slice()
        for (const { at, to } of changes) copy[at] = to
        await trackOrError(copy)
      }),
      { seed: 20260301, numRuns: 400 },
    )
  })
})

async function failure(bytes: Uint8Array): Promise<EngineError | undefined> {
  try {
    await readVideoTrack(bytesSource(bytes, 'damaged.mp4'))
    return undefined
  } catch (error) {
    if (error instanceof EngineError) return error
    throw error
  }
}

async function trackOrError(bytes: Uint8Array): Promise<void> {
  const error = await failure(bytes)
  if (error !== undefined) {
    expect(['MP4_INVALID', 'MP4_UNSUPPORTED']).toContain(error.code)
    return
  }
  const track = await readVideoTrack(bytesSource(bytes))
  expect(track.frameCount).toBeGreaterThan(0)
  expect(new Set(track.order).size).toBe(track.frameCount)
  for (const sample of track.order) expect(sample).toBeLessThan(track.sizes.length)
  for (let i = 0; i < track.sizes.length; i++) {
    expect(track.offsets[i]).toBeGreaterThanOrEqual(0)
    expect(track.offsets[i]! + track.sizes[i]!).toBeLessThanOrEqual(bytes.length)
  }
  for (let k = 0; k < track.frameCount; k++) expect(Number.isFinite(track.presentation[k])).toBe(true)
}

describe('tables that contradict each other', () => {
  const bytes = () => fixture(cameraFile('h264_bframes_b')).bytes
  const huge = 0xffffffff

  it.each([
    ['stsz', 'a count of four billion', fullBox('stsz', 0, 0, u32(0, huge, 1, 2))],
    ['stsz', 'four billion samples of one byte', fullBox('stsz', 0, 0, u32(1, huge))],
    ['stsz', 'one sample less', fullBox('stsz', 0, 0, u32(10, 23))],
    ['stsz', 'sizes of 5 bits', fullBox('stz2', 0, 0, u32(5, 24), new Uint8Array(24))],
    ['stts', 'a run of four billion', fullBox('stts', 0, 0, u32(1), u32(huge, 512))],
    ['stts', 'one sample less', fullBox('stts', 0, 0, u32(1), u32(23, 512))],
    ['ctts', 'one sample more', fullBox('ctts', 0, 0, u32(1), u32(25, 512))],
    ['ctts', 'a count of four billion', fullBox('ctts', 0, 0, u32(huge), u32(24, 512))],
    ['stss', 'a keyframe beyond the end', fullBox('stss', 0, 0, u32(1, 25))],
    ['stss', 'keyframe number 0', fullBox('stss', 0, 0, u32(1, 0))],
    ['stsc', 'more samples in a chunk', fullBox('stsc', 0, 0, u32(1), u32(1, 25, 1))],
    ['stsc', 'four billion samples in a chunk', fullBox('stsc', 0, 0, u32(1), u32(1, huge, 1))],
    ['stsc', 'fewer samples in a chunk', fullBox('stsc', 0, 0, u32(1), u32(1, 23, 1))],
    ['stsc', 'a beginning at chunk 2', fullBox('stsc', 0, 0, u32(1), u32(2, 24, 1))],
    ['stsc', 'a chunk that is not there', fullBox('stsc', 0, 0, u32(2), u32(1, 24, 1), u32(9, 24, 1))],
    ['stsc', 'entry 2 of one', fullBox('stsc', 0, 0, u32(1), u32(1, 24, 2))],
    ['stco', 'a chunk beyond the end', fullBox('stco', 0, 0, u32(1, 3700))],
    ['stco', 'a chunk beyond 2^53', fullBox('co64', 0, 0, u32(1, huge, huge))],
    ['mdhd', 'a timescale of 0', fullBox('mdhd', 0, 0, u32(0, 0, 0, 12288, 0))],
    ['elst', 'nothing to show', fullBox('elst', 0, 0, u32(1), u32(800, 9_000_000, 0x10000))],
  ])('%s with %s', async (type, _, replacement) => {
    const error = await failure(editMovie(bytes(), type, () => [replacement]))
    expect(error).toMatchObject({ code: 'MP4_INVALID' })
  })
})
