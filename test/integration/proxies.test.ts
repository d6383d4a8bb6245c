import { readdir, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { forkNode } from '#main/http/node-host.ts'
import { Events } from '#main/services/events.ts'
import { Ffmpeg } from '#main/services/ffmpeg.ts'
import { Proxies } from '#main/services/proxies.ts'
import { Reader } from '#main/services/reader.ts'
import type { ProxyProgress } from '#shared/model/media.ts'
import { barcodes, greys, pixels, reencode } from '../support/barcode-videos.ts'
import { fixture } from '../support/fixtures.ts'
import { scratchDir } from '../support/scratch.ts'

/** 125 frames of 128 by 96 pixels, numbered from 0. */
const recorded = fixture('pick_a/videos/observation.images.top/chunk-000/file-000.mp4')
const [width, height] = [128, 96]
const url = '/media/0'

const reader = new Reader({ fork: forkNode })
const ffmpeg = new Ffmpeg(() => '')
let home = ''
let events: Events
let proxies: Proxies

beforeEach(async () => {
  home = await scratchDir()
  events = new Events()
  proxies = new Proxies({ reader, events, home, ffmpeg })
})

afterAll(() => {
  reader.close()
})

const kept = () => readdir(join(home, 'cache/proxies')).catch(() => [])
const numbers = (start: number, end: number) => Array.from({ length: end - start }, (_, i) => start + i)

describe('a copy of a stretch', () => {
  it.each([
    ['HEVC', ['-c:v', 'libx265', '-x265-params', 'keyint=30:bframes=4:log-level=none']],
    [
      'HEVC of open groups',
      ['-c:v', 'libx265', '-x265-params', 'keyint=12:bframes=3:open-gop=1:log-level=none'],
    ],
    ['MPEG-4', ['-c:v', 'mpeg4', '-bf', '2', '-g', '12', '-q:v', '2']],
  ])('of %s has exactly its frames', async (_, options) => {
    const video = join(home, 'recorded.mp4')
    await reencode(recorded, video, options)
    for (const [start, end] of [
      [0, 40],
      [40, 75],
      [74, 76],
      [75, 125],
    ] as const) {
      const copy = await proxies.get(video, { url, fps: 30, frames: { start, end } })
      expect(await barcodes(copy, width, height), `${start}-${end}`).toEqual(numbers(start, end))
    }
  })

  it('is made once for what is in it, and tells how far it is', async () => {
    const told: ProxyProgress[] = []
    events.subscribe((event) => {
      if (event.name === 'media.proxyProgress') told.push(event.data)
    })
    const [video, same] = [join(home, 'a.mp4'), join(home, 'b.mp4')]
    await reencode(recorded, video, ['-c:v', 'mpeg4'])
    await symlink(video, same)
    const request = { url, fps: 30, frames: { start: 10, end: 30 } }
    const [copy, again] = await Promise.all([proxies.get(video, request), proxies.get(video, request)])
    expect([again, await proxies.get(same, request)]).toEqual([copy, copy])
    expect(await kept()).toHaveLength(1)
    expect(told.at(0)).toEqual({ url, frames: request.frames, done: 0 })
    const done = told.map((each) => each.done)
    expect(done).toEqual(done.toSorted((a, b) => a - b))
    expect(done.at(-1)).toBe(20)
  })

  it('is given up when nobody waits for it, and nothing is left', async () => {
    const controller = new AbortController()
    events.subscribe(() => {
      controller.abort()
    })
    const making = proxies.get(recorded, { url, fps: 30, frames: { start: 0, end: 125 } }, controller.signal)
    await expect(making).rejects.toMatchObject({ code: 'CANCELLED' })
    await expect.poll(kept).toEqual([])
  })

  it('is given up also before ffmpeg has started', async () => {
    const controller = new AbortController()
    const { signal } = controller
    const listen = signal.addEventListener.bind(signal)
    signal.addEventListener = (...args: Parameters<typeof listen>) => {
      listen(...args)
      controller.abort()
    }
    const task = { video: recorded, seconds: 0, options: ['-c:v', 'mpeg4'], output: join(home, 'copy.mp4') }
    await expect(ffmpeg.run(task, { signal })).rejects.toMatchObject({ code: 'CANCELLED' })
  })

  it('goes when newer ones need its room', async () => {
    const small = new Proxies({ reader, events, home, ffmpeg, maxBytes: 1 })
    const first = await small.get(recorded, { url, fps: 30, frames: { start: 0, end: 5 } })
    const second = await small.get(recorded, { url, fps: 30, frames: { start: 5, end: 9 } })
    await expect(readFile(first)).rejects.toThrow()
    expect((await readFile(second)).length).toBeGreaterThan(100)
  })

  it('fails with the reason', async () => {
    const request = { url, fps: 30, frames: { start: 120, end: 130 } }
    await expect(proxies.get(recorded, request)).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    const surroundings = { env: {}, platform: process.platform, packaged: () => undefined }
    const without = new Proxies({ reader, events, home, ffmpeg: new Ffmpeg(() => '', surroundings) })
    await expect(without.get(recorded, { url, fps: 30, frames: { start: 0, end: 9 } })).rejects.toMatchObject(
      { code: 'FFMPEG_MISSING' },
    )
    expect(await kept()).toEqual([])
  })
})

describe('a copy of depth', () => {
  it('spreads the greys that are used over all that there are', async () => {
    const video = fixture('depth/videos/observation.images.depth/chunk-000/file-000.mp4')
    const size = { width: 96, height: 64 }
    const [from, to] = [241, 2731]
    const copy = await proxies.get(video, {
      url,
      fps: 30,
      frames: { start: 13, end: 20 },
      levels: { from: from / 4095, to: to / 4095 },
    })
    const pictures = await greys(copy, { ...size, filter: 'scale=in_range=full:out_range=full' })
    // As ffmpeg decodes them, twelve bits in two bytes each.
    const codes = (await pixels(video, size.width * size.height * 2, ['-pix_fmt', 'gray12le'])).slice(13)
    expect(pictures).toHaveLength(7)
    let farthest = 0
    for (const [i, picture] of pictures.entries())
      for (const [at, grey] of picture.entries()) {
        const share = (codes[i]!.readUInt16LE(2 * at) - from) / (to - from)
        farthest = Math.max(farthest, Math.abs(grey - 255 * Math.min(1, Math.max(0, share))))
      }
    expect(farthest).toBeLessThan(5)
  })
})
