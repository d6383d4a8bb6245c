import { existsSync } from 'node:fs'
import { mkdtemp, open, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { blockOutput } from '#engine/io/block-writer.ts'
import { bytesSource, openFile, type ByteSource } from '#engine/io/files.ts'
import { writeMp4, type WriteMp4Options } from './copy.ts'
import { digestFrames } from './digest.ts'
import { layOutMp4, type Mp4Layout } from './splice.ts'
import { assemble, cameraFile, countingSource, openFixture } from './testing.ts'
import { readVideoTrack } from './track.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'episplice-video-'))
})
afterEach(async () => {
  await rm(dir, { recursive: true })
})

async function write(
  layout: Mp4Layout,
  sources: readonly ByteSource[],
  options: Omit<WriteMp4Options, 'path'> = {},
) {
  const path = join(dir, 'out.mp4')
  const output = await open(path, 'w')
  try {
    await writeMp4(blockOutput(output, path), layout, sources, { path, ...options })
  } finally {
    await output.close()
  }
  return path
}

async function picks() {
  const files = await Promise.all(['pick_a', 'pick_b', 'pick_c'].map((name) => openFixture(cameraFile(name))))
  const slices = files.map(({ track }) => ({ track, frames: { start: 0, end: track.frameCount } }))
  return { layout: layOutMp4(slices, 30), sources: files.map(({ source }) => source) }
}

/** A track of `frames` packets of 1 MB each, and a source whose byte at `i` is `i % 251`: copies of several blocks. */
async function megabytes(frames: number) {
  const { track } = await openFixture(cameraFile('pick_a'))
  const size = 2 ** 20
  const bytes = new Uint8Array(frames * size)
  for (let i = 0; i < bytes.length; i++) bytes[i] = i % 251
  const big = {
    ...track,
    frameCount: frames,
    sizes: new Uint32Array(frames).fill(size),
    offsets: Float64Array.from({ length: frames }, (_, i) => i * size),
    order: track.order.subarray(0, frames),
  }
  const slices = [
    { track: big, frames: { start: 3, end: frames } },
    { track: big, frames: { start: 0, end: 3 } },
  ]
  const source = countingSource(bytesSource(bytes, 'big.mp4'))
  return { layout: layOutMp4(slices, 30), source, sources: [source, source] }
}

describe('writeMp4', () => {
  it('writes the file that was laid out', async () => {
    const { layout, sources } = await picks()
    const reported: number[] = []
    const path = await write(layout, sources, { onBytes: (bytes) => reported.push(bytes) })
    const written = await readFile(path)
    expect(written.equals(await assemble(layout, sources))).toBe(true)
    expect(reported.reduce((sum, bytes) => sum + bytes)).toBe(layout.byteLength)
  })

  it('copies in blocks of 4 MB, reading each source byte once', async () => {
    const { layout, source, sources } = await megabytes(11)
    const reported: number[] = []
    const path = await write(layout, sources, { onBytes: (bytes) => reported.push(bytes / 2 ** 20) })
    expect(reported).toEqual([4, 4, 3 + layout.head.length / 2 ** 20])
    expect(source.reads.reduce((sum, { start, end }) => sum + end - start, 0)).toBe(11 * 2 ** 20)
    expect((await readFile(path)).equals(await assemble(layout, sources))).toBe(true)
  })

  it('gives the digest of each slice in order, as digestFrames finds it in source and result', async () => {
    for (const { layout, sources } of [await picks(), await megabytes(11)]) {
      const digests: [number, string][] = []
      const path = await write(layout, sources, { onSliceDigest: (...digest) => digests.push(digest) })
      await using result = await openFile(path)
      const track = await readVideoTrack(result)
      let start = 0
      for (const [i, slice] of layout.slices.entries()) {
        const end = start + slice.frames.end - slice.frames.start
        expect(digests[i]).toEqual([i, await digestFrames(sources[i]!, slice.track, slice.frames)])
        expect(digests[i]).toEqual([i, await digestFrames(result, track, { start, end })])
        start = end
      }
      expect(digests).toHaveLength(layout.slices.length)
    }
  })

  it('stops between blocks when it is cancelled', async () => {
    const { layout, source, sources } = await megabytes(40)
    const controller = new AbortController()
    let written = 0
    const onBytes = (bytes: number) => {
      written += bytes
      if (written > 8 * 2 ** 20) controller.abort()
    }
    await expect(write(layout, sources, { signal: controller.signal, onBytes })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
    expect(written).toBeLessThan(13 * 2 ** 20)
    expect(source.reads.reduce((sum, { start, end }) => sum + end - start, 0)).toBeLessThan(17 * 2 ** 20)
  })

  it('does nothing when it was cancelled before', async () => {
    const { layout, sources } = await picks()
    await expect(write(layout, sources, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
    expect(await readFile(join(dir, 'out.mp4'))).toHaveLength(0)
  })

  it('fails with the error of a source that was cut off meanwhile', async () => {
    const { layout, sources } = await picks()
    const path = join(dir, 'short.mp4')
    const short = await open(path, 'w')
    await short.write((await openFixture(cameraFile('pick_b'))).source.bytes.subarray(0, 9000))
    await short.close()
    await using source = await openFile(path)
    await expect(write(layout, [sources[0]!, source, sources[2]!])).rejects.toMatchObject({
      code: 'FILE_CHANGED',
    })
  })

  it('waits for what is under way when a callback throws', async () => {
    const { layout, sources } = await megabytes(9)
    let underWay = 0
    const slow: ByteSource = {
      ...sources[0]!,
      async read(into, position) {
        underWay++
        await new Promise(setImmediate)
        await sources[0]!.read(into, position)
        underWay--
      },
    }
    const onSliceDigest = () => {
      throw new Error('no more digests')
    }
    await expect(write(layout, [slow, slow], { onSliceDigest })).rejects.toThrow('no more digests')
    expect(underWay).toBe(0)
  })

  it.runIf(existsSync('/dev/full'))('says that the disk is full', async () => {
    const { layout, sources } = await picks()
    const output = await open('/dev/full', 'w')
    try {
      await expect(
        writeMp4(blockOutput(output, '/dev/full'), layout, sources, { path: '/dev/full' }),
      ).rejects.toMatchObject({
        code: 'NO_SPACE',
      })
    } finally {
      await output.close()
    }
  })

  it('says that it could not write', async () => {
    const { layout, sources } = await picks()
    const readOnly = await open(import.meta.filename, 'r')
    try {
      await expect(
        writeMp4(blockOutput(readOnly, 'out.mp4'), layout, sources, { path: 'out.mp4' }),
      ).rejects.toMatchObject({
        code: 'WRITE_FAILED',
      })
    } finally {
      await readOnly.close()
    }
  })
})
