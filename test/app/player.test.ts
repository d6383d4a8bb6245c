import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { merge } from '../support/merge.ts'
import { copiedLink } from './support/copied.ts'
import { openApp, shareApp } from './support/open-app.ts'
import {
  expectFrame,
  expectInStep,
  expectListed,
  look,
  openEpisode,
  seekAll,
  somewhere,
  watch,
  watchWhile,
  type Origin,
} from './support/player.ts'

declare global {
  interface Window {
    /** Decoded pictures that nobody has closed. */
    openPictures: () => number
  }
}

/** Of tests that do very many things, on a machine that does others beside them. */
const LONG_MS = 240_000

/** Self-contained: it is run in the page before its own scripts. */
function countPictures(): void {
  const open = new Set<VideoFrame | ImageBitmap>()
  const count = (picture: VideoFrame | ImageBitmap): void => {
    open.add(picture)
    const close = picture.close.bind(picture)
    picture.close = () => {
      open.delete(picture)
      close()
    }
  }
  const Decoder = VideoDecoder
  window.VideoDecoder = class extends Decoder {
    constructor(init: VideoDecoderInit) {
      super({
        ...init,
        output: (picture) => {
          count(picture)
          init.output(picture)
        },
      })
    }
  }
  window.createImageBitmap = new Proxy(createImageBitmap, {
    apply: async (decode, _page, args: [ImageBitmapSource]) => {
      const picture = await decode(...args)
      count(picture)
      return picture
    },
  })
  window.openPictures = () => open.size
}

const app = shareApp(['pick_a', 'h264', 'extra_cam', 'sharded'])
const pickA1: Origin = { dataset: 1, first: 40, length: 35, cameras: 2 }

describe('every camera shows the frame that the player says', () => {
  it('after opening, steps and the ends', async () => {
    const { page } = await app.open()
    await openEpisode(page, 'pick_a', 1)
    expectInStep([await look(page)], pickA1)
    const keys = ['ArrowRight', '.', 'Shift+ArrowRight', 'ArrowLeft', ',', 'End', 'ArrowRight', 'ArrowLeft']
    const frames = [1, 2, 12, 11, 10, 34, 34, 33]
    for (const [i, key] of keys.entries()) {
      await page.keyboard.press(key)
      await expectFrame(page, frames[i]!)
      expectInStep([await look(page)], pickA1)
    }
    for (let frame = 32; frame >= 0; frame--) {
      await page.keyboard.press('ArrowLeft')
      await expectFrame(page, frame)
      expectInStep([await look(page)], pickA1)
    }
    await page.keyboard.press('Control+ArrowRight')
    await expectFrame(page, 30)
    await page.getByRole('button', { name: 'First frame' }).click()
    await expectFrame(page, 0)
    await page.keyboard.press('g')
    await page.getByRole('textbox', { name: 'Frame or time' }).fill('0:00.50')
    await page.keyboard.press('Enter')
    await expectFrame(page, 15)
    expectInStep([await look(page)], pickA1)
  })

  it.each([
    ['pick_a', 2, 500, { dataset: 1, first: 75, length: 50, cameras: 2 }],
    ['h264', 1, 500, { dataset: 14, first: 20, length: 22, cameras: 2 }],
    ['extra_cam', 0, 200, { dataset: 12, first: 0, length: 20, cameras: 3 }],
    ['sharded', 5, 200, { dataset: 0, first: 150, length: 30, cameras: 2 }],
  ] as const)(
    'after seeks in %s, episode %i: %i of them',
    async (name, episode, count, origin) => {
      const { page } = await app.open()
      await openEpisode(page, name, episode)
      expectInStep(await seekAll(page, somewhere(origin.length, count)), origin)
    },
    LONG_MS,
  )

  it('while it is dragged through as it plays, and plays on', async () => {
    const { page } = await app.open()
    await openEpisode(page, 'pick_a', 1)
    await page.keyboard.press('r')
    await page.keyboard.press('Space')
    const seen = await watchWhile(page, async () => {
      await page.setViewportSize({ width: 900, height: 700 })
      const box = (await page.getByRole('slider').boundingBox())!
      const y = box.y + box.height / 2
      await page.mouse.move(box.x + box.width * 0.9, y)
      await page.mouse.down()
      for (let i = 0; i < 40; i++) await page.mouse.move(box.x + box.width * (0.9 - i * 0.02), y)
      await page.mouse.up()
      await page.getByRole('button', { name: 'Pause' }).waitFor()
    })
    expectInStep(seen, pickA1)
  })

  it('from one episode to the next, and with a camera hidden and shown', async () => {
    const { page } = await app.open()
    await openEpisode(page, 'pick_a', 0)
    await page.keyboard.press('Space')
    await page.keyboard.press('ArrowDown')
    await page.getByRole('heading', { name: /^Episode 1/ }).waitFor()
    await expectFrame(page, 0)
    expectInStep([await look(page)], pickA1)
    await page.getByRole('button', { name: 'Hide observation.images.top' }).click()
    await page.getByRole('slider').focus()
    await page.keyboard.press('End')
    await expectFrame(page, 34)
    expect((await look(page)).pictures).toEqual([{ frame: 74, camera: 1, dataset: 1 }])
    await page.reload()
    await expectFrame(page, 34)
    expect((await look(page)).pictures).toEqual([{ frame: 74, camera: 1, dataset: 1 }])
    await page.getByRole('button', { name: 'Show observation.images.top' }).click()
    await expect.poll(async () => (await look(page)).pictures[0]?.frame).toBe(74)
    expectInStep([await look(page)], pickA1)
  })

  it('when the display asked for no pictures meanwhile: time stood still', async () => {
    const { page } = await app.open()
    await openEpisode(page, 'pick_a', 1)
    const watched = await page.evaluate(() => {
      // As long as a page in the background is asked for none.
      const player = document.querySelector<HTMLElement>('[role=group][aria-label=Player]')!
      player.querySelector<HTMLElement>('[aria-label=Play]')!.click()
      const end = performance.now() + 2000
      while (performance.now() < end);
      return performance.now() - end
    })
    expect(watched).toBeGreaterThanOrEqual(0)
    const seen = await watch(page, 300)
    expectInStep(seen, pickA1)
    expect(seen[0]!.frame).toBeLessThan(15)
  })
})

/** From the first episode to the last one, by keys. */
async function leafThrough(page: Page, count: number): Promise<void> {
  for (let episode = 1; episode < count; episode++) {
    await page.keyboard.press('ArrowDown')
    await page.getByRole('heading', { name: new RegExp(`^Episode ${episode}\\b`) }).waitFor()
    await expectFrame(page, 0)
  }
}

it(
  'closes every picture of 200 episodes, and of 20 whose pictures are files',
  { timeout: LONG_MS },
  async () => {
    const { page, root, context } = await openApp()
    await context.addInitScript(countPictures)
    await page.reload()
    await merge(
      Array.from({ length: 100 }, () => 'pick_b'),
      { output: join(root, 'many') },
    )
    await merge(
      Array.from({ length: 10 }, () => 'images_a'),
      { output: join(root, 'images') },
    )
    await expectListed(page, ['images', 'many'])
    await openEpisode(page, 'many', 0)
    await leafThrough(page, 200)
    const length = 45
    expectInStep([await look(page)], { dataset: 2, first: 30, length, cameras: 2 })
    expect(await page.evaluate(() => window.openPictures())).toBeLessThanOrEqual(2 * length)
    await page.getByRole('button', { name: 'Close the episode' }).click()
    await expect.poll(() => page.evaluate(() => window.openPictures())).toBe(0)

    await openEpisode(page, 'images', 0)
    await leafThrough(page, 20)
    expectInStep([await look(page)], { dataset: 6, first: 12, length: 15, cameras: 1 })
    expect(await page.evaluate(() => window.openPictures())).toBeGreaterThan(0)
    expect(await page.evaluate(() => window.openPictures())).toBeLessThanOrEqual(15)
    await page.getByRole('button', { name: 'Close the episode' }).click()
    await expect.poll(() => page.evaluate(() => window.openPictures())).toBe(0)
  },
)

it('copies a link to the moment', async () => {
  const { page, openWindow } = await app.open()
  await openEpisode(page, 'pick_a', 1)
  await page.keyboard.press('Shift+ArrowRight')
  await expectFrame(page, 10)
  const copied = await copiedLink(page)
  // The link is of the moment, wherever the page went meanwhile.
  await page.keyboard.press('End')
  await expectFrame(page, 34)
  const other = await openWindow()
  await other.goto(copied)
  await expectFrame(other, 10)
  expectInStep([await look(other)], pickA1)
})

it('follows a link even while it is about to write where it stands', async () => {
  const { page } = await app.open()
  await openEpisode(page, 'pick_a', 1)
  await page.evaluate(() => {
    location.hash = location.hash.replace(/\?.*|$/, '?frame=20')
    // It writes now, and will be told of the new address in a task of its own.
    dispatchEvent(new Event('pagehide'))
  })
  await expectFrame(page, 20)
  expectInStep([await look(page)], pickA1)
})
