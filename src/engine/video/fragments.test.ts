import { describe, expect, it } from 'vitest'
import { bytesSource } from '#engine/io/files.ts'
import { box, fullBox, u32, u32Table, u64 } from './box-writer.ts'
import { digestFrames } from './digest.ts'
import { cameraFile, editMovie, openFixture } from './testing.ts'
import { readVideoTrack } from './track.ts'

const plainFile = cameraFile('h264_bframes_b')
const emptyTables: Record<string, Uint8Array> = {
  stts: fullBox('stts', 0, 0, u32(0)),
  ctts: fullBox('ctts', 0, 0, u32(0)),
  stss: fullBox('stss', 0, 0, u32(0)),
  stsc: fullBox('stsc', 0, 0, u32(0)),
  stsz: fullBox('stsz', 0, 0, u32(0, 0)),
  stco: fullBox('stco', 0, 0, u32(0)),
}

/** `trex`: track, sample description, then the default duration, size and flags. */
const trex = (track: number, size: number) => fullBox('trex', 0, 0, u32(track, 1, 512, size, 0x1010000))

/** The fixture's movie without samples, with fragments announced (in the place of `udta`). */
function emptyMovie(file: Uint8Array): Uint8Array {
  let movie = editMovie(file, 'udta', () => [box('mvex', trex(1, 0), trex(2, 10))])
  for (const [type, table] of Object.entries(emptyTables)) movie = editMovie(movie, type, () => [table])
  return movie
}

/**
 * One fragment in the oldest form: neither a base data offset nor "default base is moof". The runs of a track of 10-byte
 * samples come first; where those end, the samples of track 1 begin. Only the first of its runs says so by an offset.
 */
async function oldFragment({ otherSamples = 3, badCount = 0 } = {}) {
  const { source, track } = await openFixture(plainFile)
  const movie = emptyMovie(source.bytes)
  const run = (first: number, end: number) =>
    fullBox(
      'trun',
      0,
      0x200 | 0x4, // sizes; flags of the first sample
      u32(badCount || end - first, track.sync[first] === 1 ? 0x2000000 : 0x1010000),
      u32Table(track.sizes.subarray(first, end)),
    )
  const runs = [...track.sync.keys()].filter((i) => track.sync[i] === 1)
  const moof = (dataOffset: number) =>
    box(
      'moof',
      box('traf', fullBox('tfhd', 0, 0, u32(2)), fullBox('trun', 0, 0x1, u32(otherSamples, dataOffset))),
      box(
        'traf',
        fullBox('tfhd', 0, 0, u32(1)),
        fullBox('tfdt', 1, 0, u64(5120)),
        ...runs.map((first, i) => run(first, runs[i + 1] ?? track.frameCount)),
      ),
    )
  const frames = source.bytes.subarray(track.offsets[0], track.offsets.at(-1)! + track.sizes.at(-1)!)
  const mdat = box('mdat', new Uint8Array(10 * otherSamples), frames)
  const bytes = new Uint8Array(Buffer.concat([movie, moof(moof(0).length + 8), mdat]))
  return { plain: { source, track }, source: bytesSource(bytes, 'fragmented.mp4') }
}

describe('fragments', () => {
  it('follow one another where no offset is stated', async () => {
    const { plain, source } = await oldFragment()
    const track = await readVideoTrack(source)
    const all = { start: 0, end: 24 }
    expect(await digestFrames(source, track, all)).toBe(await digestFrames(plain.source, plain.track, all))
    expect(track.sync).toEqual(plain.track.sync)
    expect(track.averageFps).toBe(30)
  })

  it('begin at the time that tfdt states; the edit list shifts them and hides none', async () => {
    const { source } = await oldFragment()
    const track = await readVideoTrack(source)
    expect(track.frameCount).toBe(24)
    expect(track.presentation[0]).toBe((5120 - 512) / 15360)
    expect(track.presentation[23]).toBe((5120 - 512 + 23 * 512) / 15360)
  })

  it.each([25, 0xffffffff])('refuse a run of %d samples without their sizes', async (badCount) => {
    const { source } = await oldFragment({ badCount })
    await expect(readVideoTrack(source)).rejects.toMatchObject({ code: 'MP4_INVALID' })
  })

  it('refuse four billion samples of the default size', async () => {
    const { source } = await oldFragment()
    const bytes = new Uint8Array(source.byteLength)
    await source.read(bytes, 0)
    const trun = Buffer.from(bytes.buffer).lastIndexOf('moof')
    const count = Buffer.from(bytes.buffer).indexOf('trun', trun) + 8
    bytes.set(u32(0xffffffff), count)
    await expect(readVideoTrack(bytesSource(bytes))).rejects.toThrow('trun states 4294967295 samples')
  })

  it('refuse a track that the movie does not announce', async () => {
    const { plain } = await oldFragment()
    const movie = emptyMovie(plain.source.bytes)
    const moof = box('moof', box('traf', fullBox('tfhd', 0, 0, u32(7))))
    const bytes = new Uint8Array(Buffer.concat([movie, moof]))
    await expect(readVideoTrack(bytesSource(bytes))).rejects.toThrow(
      'a fragment of track 7, which has no trex',
    )
  })

  it('that never came are an interrupted recording', async () => {
    const { plain } = await oldFragment()
    await expect(readVideoTrack(bytesSource(emptyMovie(plain.source.bytes)))).rejects.toMatchObject({
      code: 'MP4_INVALID',
      hint: expect.stringContaining('interrupted') as string,
    })
  })
})
