import { cp, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page, Request, Route } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { reencode } from '../support/barcode-videos.ts'
import { fixture } from '../support/fixtures.ts'
import { scratchDir } from '../support/scratch.ts'
import { expectAccessible } from './support/axe.ts'
import { openApp } from './support/open-app.ts'
import {
  expectFrame,
  expectInStep,
  goToFrame,
  look,
  openEpisode,
  watch,
  type Origin,
} from './support/player.ts'

const pickA1: Origin = { dataset: 1, first: 40, length: 35, cameras: 2 }
/** ffmpeg has to be found, started and waited for. */
const patience = { timeout: 20_000 }
const top = 'videos/observation.images.top/chunk-000/file-000.mp4'

const hevc = ['-c:v', 'libx265', '-x265-params', 'bframes=3:log-level=none']

/** Adds a dataset with a camera of another codec, as a whole: it does not change while it is looked at. */
async function addEncoded(root: string, options: readonly string[]): Promise<void> {
  const made = join(await scratchDir(), 'pick_a')
  await cp(fixture('pick_a'), made, { recursive: true })
  const video = join(made, top)
  await reencode(video, `${video}.tmp`, options)
  await rename(`${video}.tmp`, video)
  await rename(made, join(root, 'pick_a'))
}

/** Where the stretch begins of which a copy is asked for. */
function startOf(request: Request): number {
  return (request.postDataJSON() as { frames: { start: number } }).frames.start
}

/**
 * Self-contained: it is run in the page before its own scripts. Decoders of H.264 with these profiles take everything on,
 * as in browsers that look into no more than the name of a codec, and fail at the first picture.
 */
function failAtPictures(profiles: readonly string[]): void {
  const Decoder = VideoDecoder
  window.VideoDecoder = class extends Decoder {
    readonly #error: WebCodecsErrorCallback
    #fails = false

    constructor(init: VideoDecoderInit) {
      super(init)
      this.#error = init.error
    }

    override configure(config: VideoDecoderConfig): void {
      this.#fails = profiles.some((profile) => config.codec.startsWith(`avc1.${profile}`))
      super.configure(config)
    }

    override decode(chunk: EncodedVideoChunk): void {
      if (!this.#fails) {
        super.decode(chunk)
        return
      }
      this.close()
      this.#error(new DOMException('Decoding error.', 'EncodingError'))
    }
  }
}

describe('a camera that cannot be decoded here', () => {
  it('is shown from a copy, in step with the others', async () => {
    const { page, root } = await openApp({ datasets: [] })
    await addEncoded(root, hevc)
    await openEpisode(page, 'pick_a', 1)
    await expect.poll(() => page.locator('canvas[role=img]').count(), patience).toBe(2)
    await expectFrame(page, 0)
    expectInStep([await look(page)], pickA1)
    for (const frame of [34, 1, 17, 16, 15, 33]) {
      await goToFrame(page, frame)
      await expectFrame(page, frame)
      expectInStep([await look(page)], pickA1)
    }
    await page.keyboard.press('Home')
    await page.keyboard.press('Space')
    expectInStep(await watch(page, 1500), pickA1)

    // Another episode in the same file: its own copy, and never a picture of the one before.
    await page.keyboard.press('ArrowDown')
    // By its heading: until it is open, the one before is seen, with both its cameras.
    await page.getByRole('heading', { name: /^Episode 2\b/ }).waitFor()
    await expect.poll(async () => (await look(page)).pictures.length, patience).toBe(2)
    await expectFrame(page, 0)
    expectInStep([await look(page)], { dataset: 1, first: 75, length: 50, cameras: 2 })
  })

  it('is shown from a copy also where decoding it tells, and from no copy of the copy', async () => {
    const { page, context, root } = await openApp({ datasets: [] })
    await addEncoded(root, ['-c:v', 'libx264', '-pix_fmt', 'yuv444p'])
    // Every colour of every pixel.
    await context.addInitScript(failAtPictures, ['f4'])
    await page.reload()
    const asked: Route[] = []
    await page.route('**/api/media.proxy', async (route) => {
      // That of the next episode is asked for ahead.
      if (startOf(route.request()) === pickA1.first) asked.push(route)
      else await route.continue()
    })
    await openEpisode(page, 'pick_a', 1)
    await page.getByText(/^This H\.264 video \(avc1\.f4\w+\) cannot be decoded here\. A copy/).waitFor()
    await expect.poll(() => asked.length, patience).toBe(1)
    await asked[0]!.continue()
    await expect.poll(async () => (await look(page)).pictures.length, patience).toBe(2)
    await expectFrame(page, 0)
    expectInStep([await look(page)], pickA1)

    // As if its copy could not be decoded either.
    await context.addInitScript(failAtPictures, ['f4', '64', '4d', '42'])
    await page.reload()
    await expect.poll(() => asked.length, patience).toBe(2)
    await asked[1]!.continue()
    await page.getByText('cannot be decoded here, and neither can its copy in H.264 (avc1.').waitFor()
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0)
    await goToFrame(page, 20)
    await expectFrame(page, 20)
    expect((await look(page)).pictures).toEqual([{ frame: 60, camera: 1, dataset: 1 }])
    expect(asked.length).toBe(2)
  })

  it('has the copy of the next episode made meanwhile, unless another one is opened', async () => {
    const { page, root } = await openApp({ datasets: [] })
    await addEncoded(root, hevc)
    const asked: Request[] = []
    const starts = () => asked.map(startOf)
    await page.route('**/api/media.proxy', async (route) => {
      asked.push(route.request())
      // The first time, that of the next one takes long.
      if (starts().at(-1) !== 75 || starts().indexOf(75) < asked.length - 1) await route.continue()
    })
    await openEpisode(page, 'pick_a', 1)
    await expect.poll(starts, patience).toEqual([40, 75])
    expect((await look(page)).pictures.length).toBe(2)
    await page.keyboard.press('ArrowUp')
    await page.getByRole('heading', { name: /^Episode 0/ }).waitFor()
    await expect.poll(() => asked[1]!.failure(), patience).not.toBeNull()
    // It is behind this one that the first one is next.
    await expect.poll(starts, patience).toEqual([40, 75, 0, 40])
    await page.keyboard.press('ArrowDown')
    await page.getByRole('heading', { name: /^Episode 1/ }).waitFor()
    await expect.poll(starts, patience).toEqual([40, 75, 0, 40, 40, 75])
    await page.keyboard.press('ArrowDown')
    await page.getByRole('heading', { name: /^Episode 2/ }).waitFor()
    await expect.poll(async () => (await look(page)).pictures.length, patience).toBe(2)
    await expectFrame(page, 0)
    expectInStep([await look(page)], { dataset: 1, first: 75, length: 50, cameras: 2 })
    expect(starts().slice(6)).toEqual([75])
  })

  it('can be done without, and says why there is no copy', async () => {
    const { page, root } = await openApp({ datasets: [] })
    await addEncoded(root, hevc)
    const asked: Route[] = []
    await page.route('**/api/media.proxy', (route) => {
      asked.push(route)
    })
    await openEpisode(page, 'pick_a', 1)
    await page
      .getByText(
        /^This HEVC video \(h[ev]{2}1[^)]*\) cannot be decoded here. A copy in plain H.264 is being made.$/,
      )
      .waitFor()
    await goToFrame(page, 20)
    await expectFrame(page, 20)
    expect((await look(page)).pictures).toEqual([{ frame: 60, camera: 1, dataset: 1 }])
    await expectAccessible(page)

    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Make the copy' }).click()
    await expect.poll(() => asked.length, patience).toBe(2)
    expect(asked[0]!.request().failure()).not.toBeNull()
    const error = { code: 'FFMPEG_MISSING', message: 'no ffmpeg was found' }
    await asked[1]!.fulfill({ json: { ok: false, error } })
    await page.getByText('ffmpeg was not found').waitFor()
    await page.unroute('**/api/media.proxy')
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect.poll(async () => (await look(page)).pictures.length, patience).toBe(2)
    await expectFrame(page, 20)
    expectInStep([await look(page)], pickA1)
  })
})

/** Colours of a camera's picture from the top of its middle line to the bottom. */
function colours(page: Page, camera: string): Promise<number[][]> {
  return page.getByRole('img', { name: camera }).evaluate((canvas: HTMLCanvasElement) => {
    const context = canvas.getContext('2d', { alpha: false })!
    return [0.02, 0.25, 0.5, 0.75, 0.98].map((share) => {
      const at = Math.floor(share * canvas.height)
      return [...context.getImageData(canvas.width >> 1, at, 1, 1).data.slice(0, 3)]
    })
  })
}

describe('depth', () => {
  it.each([
    ['depth', '376 mm', '5015 mm'],
    ['depth_image', '0.37 m', '4.98 m'],
  ])('of %s is seen in colours with their scale', async (dataset, near, far) => {
    const { page } = await openApp({ datasets: [dataset] })
    await openEpisode(page, dataset, 1)
    const camera = 'observation.images.depth'
    const legend = page.getByTitle(/^Depth;/)
    await expect.poll(() => legend.innerText(), patience).toMatch(new RegExp(`${near}\\s*${far}`))
    // The fixture's depth grows downwards: from blue over green to red.
    await page.getByRole('img', { name: camera }).waitFor()
    await expectFrame(page, 0)
    const [first, , middle, , last] = await colours(page, camera)
    expect(first![2]).toBeGreaterThan(first![0]!)
    expect(middle![1]).toBeGreaterThan(middle![2]!)
    expect(last![0]).toBeGreaterThan(last![1]!)
    await expectAccessible(page)
  })
})
