import { access, appendFile, cp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { forkNode } from '#main/http/node-host.ts'
import { fixture } from '../support/fixtures.ts'
import { scratchDir } from '../support/scratch.ts'
import { openDatabase } from '#main/services/database.ts'
import { Events } from '#main/services/events.ts'
import { Ffmpeg } from '#main/services/ffmpeg.ts'
import { findFfmpeg } from '#main/services/ffmpeg/find-ffmpeg.ts'
import { Media } from '#main/services/media.ts'
import { parseRange } from '#main/services/media/range.ts'
import type { PlaceId } from '#shared/model/place.ts'
import { Places } from '#main/services/places.ts'
import { Proxies } from '#main/services/proxies.ts'
import { Reader } from '#main/services/reader.ts'
import { Thumbnails } from '#main/services/thumbnails.ts'

let root = ''
let dataset = ''
let places: Places
let media: Media
let thumbnails: Thumbnails
let noRoom: Thumbnails
const video = 'videos/observation.images.top/chunk-000/file-000.mp4'

beforeEach(async () => {
  root = await scratchDir()
  dataset = join(root, 'served/a')
  await cp(fixture('pick_a'), dataset, { recursive: true })
  const home = await scratchDir()
  const db = openDatabase(home)
  const reader = new Reader({ fork: forkNode })
  places = new Places(db, [join(root, 'served')])
  const ffmpeg = new Ffmpeg(() => '')
  thumbnails = new Thumbnails({ reader, places, ffmpeg, home })
  noRoom = new Thumbnails({ reader, places, ffmpeg, home, maxBytes: 1 })
  const proxies = new Proxies({ reader, ffmpeg, events: new Events(), home })
  media = new Media({ places, reader, thumbnails, proxies })
  onTestFinished(() => {
    reader.close()
    db.close()
  })
})

/** The address of a video that the reader says is a camera's. */
async function address(place: PlaceId, file: string): Promise<string> {
  const frames = { start: 0, end: 1 }
  const size = { width: 128, height: 96 }
  const camera = {
    name: 'top',
    kind: 'video',
    codec: 'AV1',
    frames,
    ...size,
    file,
    depth: undefined,
  } as const
  const [found] = await media.cameras(place, [camera])
  return found!.url
}

async function ask(url: string, init: RequestInit = {}): Promise<Response> {
  return media.respond(new Request(new URL(url, 'http://host'), init))
}

describe('ranges', () => {
  it.each([
    [null, undefined],
    ['bytes=0-', { start: 0, end: 100 }],
    ['bytes=10-19', { start: 10, end: 20 }],
    ['bytes=10-10', { start: 10, end: 11 }],
    ['bytes=90-200', { start: 90, end: 100 }],
    ['bytes=-10', { start: 90, end: 100 }],
    ['bytes=-200', { start: 0, end: 100 }],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=20-10', undefined],
    ['bytes=0-1,5-6', undefined],
    ['bytes=-', undefined],
    ['items=0-1', undefined],
  ])('%s', (header, expected) => {
    expect(parseRange(header, 100)).toEqual(expected)
  })
})

describe('videos', () => {
  it('are served whole and in part', async () => {
    const bytes = await readFile(join(dataset, video))
    const { id } = await places.admit(dataset)
    const url = await address(id, video)
    expect(url).toMatch(/^\/media\/[0-9a-f]{32}$/)
    expect(await address(id, video)).toBe(url)
    const whole = await ask(url)
    expect(whole.status).toBe(200)
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'accept-ranges': 'bytes',
      'cache-control': 'no-store',
      'content-length': String(bytes.length),
      'content-type': 'video/mp4',
    })
    expect(bytes.equals(Buffer.from(await whole.arrayBuffer()))).toBe(true)
    const end = await ask(url, { headers: { range: 'bytes=100-' } })
    expect(end.status).toBe(206)
    expect(end.headers.get('content-range')).toBe(`bytes 100-${bytes.length - 1}/${bytes.length}`)
    expect(bytes.subarray(100).equals(Buffer.from(await end.arrayBuffer()))).toBe(true)
    const suffix = await ask(url, { headers: { range: 'bytes=-7' } })
    expect(bytes.subarray(-7).equals(Buffer.from(await suffix.arrayBuffer()))).toBe(true)
    const head = await ask(url, { method: 'HEAD', headers: { range: 'bytes=0-9' } })
    expect([head.status, head.headers.get('content-length'), head.body]).toEqual([206, '10', null])
    const behind = await ask(url, { headers: { range: `bytes=${bytes.length}-` } })
    expect([behind.status, behind.headers.get('content-range')]).toEqual([416, `bytes */${bytes.length}`])
    expect((await ask(url, { method: 'POST' })).status).toBe(405)
  })

  it('stop when nobody listens any more', async () => {
    await writeFile(join(dataset, video), Buffer.alloc(20_000_000))
    const url = await address((await places.admit(dataset)).id, video)
    const giveUp = new AbortController()
    const response = await ask(url, { signal: giveUp.signal })
    const reader = response.body!.getReader()
    await reader.read()
    giveUp.abort()
    let rest = 0
    await (async () => {
      for (;;) {
        const { value } = await reader.read()
        if (value === undefined) return
        rest += (value as Uint8Array).length
      }
    })().catch(() => undefined)
    expect(rest).toBeLessThan(5_000_000)
    const left = (await ask(url)).body!
    await left.cancel()
  })

  it('are all that can be addressed', async () => {
    const { id } = await places.admit(dataset)
    const tricks = [
      'meta/info.json',
      'data/chunk-000/file-000.parquet',
      '../a/meta/info.json',
      '../b/1.mp4',
      '../../secret.mp4',
      `${video}\0`,
    ]
    for (const file of tricks)
      await expect(address(id, file), file).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    await expect(address(id, video.replace('file-000', 'file-999'))).rejects.toMatchObject({
      code: 'FILE_MISSING',
    })
    expect((await ask('/media/../../etc/passwd')).status).toBe(404)
    expect((await ask(`/media/${'0'.repeat(32)}`)).status).toBe(404)
    expect((await ask(`/media/${encodeURIComponent(join(dataset, video))}`)).status).toBe(404)
  })

  it('do not lead out of the served folders by a link', async () => {
    const { id } = await places.admit(dataset)
    await writeFile(join(root, 'secret.mp4'), 'secret')
    await rm(join(dataset, video))
    await symlink(join(root, 'secret.mp4'), join(dataset, video))
    await expect(address(id, video)).rejects.toMatchObject({ code: 'PLACE_OUTSIDE' })
  })

  it('may be links to files of any name, as in the caches of hubs', async () => {
    const bytes = await readFile(join(dataset, video))
    const blob = join(root, 'served/0123abcd')
    await rename(join(dataset, video), blob)
    await symlink(blob, join(dataset, video))
    const response = await ask(await address((await places.admit(dataset)).id, video))
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'video/mp4'])
    expect(bytes.equals(Buffer.from(await response.arrayBuffer()))).toBe(true)
  })

  it('have another address once they were written to, and the one before is gone', async () => {
    const { id } = await places.admit(dataset)
    const url = await address(id, video)
    await cp(join(dataset, video), join(root, 'longer.mp4'))
    await appendFile(join(root, 'longer.mp4'), 'more')
    await rename(join(root, 'longer.mp4'), join(dataset, video))
    expect((await ask(url, { headers: { range: 'bytes=0-9' } })).status).toBe(410)
    const next = await address(id, video)
    expect(next).not.toBe(url)
    expect((await ask(next, { headers: { range: 'bytes=0-9' } })).status).toBe(206)
  })

  it('do not become other files once they are addressed', async () => {
    const url = await address((await places.admit(dataset)).id, video)
    await writeFile(join(root, 'secret.mp4'), 'secret')
    await rm(join(dataset, video))
    expect((await ask(url)).status).toBe(404)
    await symlink(join(root, 'secret.mp4'), join(dataset, video))
    expect((await ask(url)).status).toBe(404)
  })
})

describe('pictures in data files', () => {
  it('are served by their row, and nothing else of the file is', async () => {
    const images = join(root, 'served/images')
    await cp(fixture('images_a'), images, { recursive: true })
    const column = {
      dataset: (await places.admit(images)).id,
      file: 'data/chunk-000/file-000.parquet',
      feature: 'observation.images.top',
    }
    const url = media.pictures(column)
    expect(media.pictures({ ...column })).toBe(url)
    const response = await ask(`${url}/13`)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/png'])
    const bytes = Buffer.from(await response.arrayBuffer())
    expect(bytes.subarray(1, 4).toString()).toBe('PNG')
    const head = await ask(`${url}/13`, { method: 'HEAD' })
    expect([head.headers.get('content-length'), head.body]).toEqual([String(bytes.length), null])
    for (const row of ['', '/27', '/-1', '/1.5', '/x', '/1/2', '/99999999999'])
      expect((await ask(url + row)).status, row).toBe(404)
    expect((await ask(`${media.pictures({ ...column, feature: 'action' })}/0`)).status).toBe(404)
  })
})

describe('thumbnails', () => {
  it('are small pictures, made once', async () => {
    const { id } = await places.admit(dataset)
    expect(await media.thumbnail(id, 1, false)).toBe('unmade')
    const [made, again] = await Promise.all([media.thumbnail(id, 1, true), media.thumbnail(id, 1, true)])
    expect(again).toEqual(made)
    expect(await media.thumbnail(id, 1, false)).toEqual(made)
    const response = await ask((made as { url: string }).url)
    expect(response.headers.get('content-type')).toBe('image/jpeg')
    // The list shows them again and again, and they are never other ones.
    expect(response.headers.get('cache-control')).toContain('immutable')
    const bytes = Buffer.from(await response.arrayBuffer())
    expect(bytes.subarray(0, 3).toString('hex')).toBe('ffd8ff')
    await expect(media.thumbnail(id, 999, true)).rejects.toMatchObject({ code: 'EPISODE_UNKNOWN' })
  })

  it('say what ffmpeg could not read', async () => {
    await writeFile(join(dataset, video), 'no video')
    const { id } = await places.admit(dataset)
    await expect(media.thumbnail(id, 0, true)).rejects.toMatchObject({ code: 'FFMPEG_FAILED' })
  })

  it('are removed when they take too much room', async () => {
    const { path } = (await thumbnails.get(dataset, 0, true)) as { path: string }
    await access(path)
    await noRoom.clean()
    await expect(access(path)).rejects.toThrow()
  })
})

describe('ffmpeg', () => {
  const surroundings = { platform: process.platform, packaged: () => undefined }

  it('is looked for in one order, and must run', async () => {
    const own = await findFfmpeg('')
    if (!own.found) throw new Error('no ffmpeg to test with')
    const folder = await scratchDir()
    const name = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg'
    await symlink(own.path, join(folder, name))
    const env = { FFMPEG_PATH: '/nowhere/ffmpeg', PATH: `bin:${folder}` }
    expect(await findFfmpeg('/nowhere/chosen', { ...surroundings, env })).toMatchObject({
      found: true,
      from: 'PATH',
      path: join(folder, name),
    })
    expect(await findFfmpeg(own.path, { ...surroundings, env })).toMatchObject({ from: 'settings' })
    expect(
      await findFfmpeg('', { ...surroundings, env: { FFMPEG_PATH: own.path, PATH: folder } }),
    ).toMatchObject({ from: 'FFMPEG_PATH' })
    const packaged = (which: string) => (which === 'ffmpeg-static' ? own.path : undefined)
    expect(await findFfmpeg('', { ...surroundings, env, packaged })).toMatchObject({ from: 'ffmpeg-static' })
  })

  it('says where it looked when there is none', async () => {
    expect(await findFfmpeg('/nowhere/chosen', { ...surroundings, env: {} })).toEqual({
      found: false,
      tried: ['settings: /nowhere/chosen'],
    })
    const ffmpeg = new Ffmpeg(() => '', { ...surroundings, env: {} })
    await expect(ffmpeg.run({ video: 'x', seconds: 0, options: [], output: 'y' })).rejects.toMatchObject({
      code: 'FFMPEG_MISSING',
    })
  })

  it('is found once it is installed, without being asked in a special way', async () => {
    const own = await findFfmpeg('')
    if (!own.found) throw new Error('no ffmpeg to test with')
    const folder = await scratchDir()
    const path = join(folder, process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg')
    const ffmpeg = new Ffmpeg(() => '', { ...surroundings, env: { PATH: folder } })
    expect(await ffmpeg.status()).toEqual({ found: false, tried: [`PATH: ${path}`] })
    await symlink(own.path, path)
    expect(await ffmpeg.status()).toMatchObject({ found: true, path })
  })
})
