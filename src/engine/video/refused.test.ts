import { describe, expect, it } from 'vitest'
import { bytesSource } from '#engine/io/files.ts'
import { box, fullBox, u32, zeros } from './box-writer.ts'
import { cameraFile, editMovie, fixture } from './testing.ts'
import { readVideoTrack } from './track.ts'

describe('files that cannot be spliced', () => {
  const pick = () => fixture(cameraFile('pick_a')).bytes
  const read = (bytes: Uint8Array) => readVideoTrack(bytesSource(bytes, 'a.mp4'))

  it('encrypted frames', async () => {
    const encrypted = editMovie(pick(), 'stsd', ({ bytes }) => {
      const copy = Buffer.from(bytes)
      copy.set(Buffer.from('encv'), copy.indexOf('av01'))
      return [new Uint8Array(copy)]
    })
    await expect(read(encrypted)).rejects.toMatchObject({ code: 'MP4_UNSUPPORTED' })
  })

  it('frames that use several sample entries', async () => {
    const two = editMovie(pick(), 'stsc', () => [
      fullBox('stsc', 0, 0, u32(2), u32(1, 100, 1), u32(2, 25, 2)),
    ])
    const file = editMovie(two, 'stco', ({ body }) => [
      fullBox('stco', 0, 0, u32(2, body.getUint32(8), body.getUint32(8))),
    ])
    await expect(read(file)).rejects.toThrow(
      'unsupported mp4 a.mp4: its frames use several sample entries (1 and 2)',
    )
  })

  it('frames stored in another file', async () => {
    const external = editMovie(pick(), 'dref', () => [fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 0))])
    await expect(read(external)).rejects.toThrow('its frames are stored in another file')
  })

  it('no video track', async () => {
    const audioOnly = editMovie(pick(), 'hdlr', () => [
      fullBox('hdlr', 0, 0, u32(0), Buffer.from('soun'), zeros(13)),
    ])
    await expect(read(audioOnly)).rejects.toThrow('unsupported mp4 a.mp4: no video track, only soun')
  })

  it('a Git LFS pointer', async () => {
    const pointer = Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n')
    await expect(read(new Uint8Array(pointer))).rejects.toMatchObject({
      code: 'MP4_INVALID',
      message: 'invalid mp4 a.mp4: it is a Git LFS pointer, not the video itself',
      hint: expect.stringContaining('git lfs pull') as string,
    })
  })

  it('another format', async () => {
    await expect(read(new Uint8Array(Buffer.from('\x1aE\xdf\xa3 is Matroska', 'latin1')))).rejects.toThrow(
      'invalid mp4 a.mp4: it does not begin with a box but with 1a45dfa320697320',
    )
  })

  it('a recording that was interrupted before moov was written', async () => {
    const bytes = pick()
    bytes.set(Buffer.from('free'), 36)
    await expect(read(bytes)).rejects.toMatchObject({
      message: 'invalid mp4 a.mp4: no moov box in its 28721 bytes',
      hint: expect.stringContaining('interrupted') as string,
    })
    await expect(read(new Uint8Array(0))).rejects.toThrow('no moov box in its 0 bytes')
    const ftypAndMdat = Buffer.concat([box('ftyp', Buffer.from('isom')), u32(1000), Buffer.from('mdat')])
    await expect(read(new Uint8Array(ftypAndMdat))).rejects.toMatchObject({
      message: 'invalid mp4 a.mp4: cut off: its mdat box ends at byte 1012, the file at 20',
      hint: expect.stringContaining('interrupted') as string,
    })
  })
})
