import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { merge } from '../support/merge.ts'
import { openUntouchedTab } from '../support/untouched-tab.ts'
import { openApp, shareApp } from './support/open-app.ts'
import {
  expectFrame,
  expectInStep,
  goToFrame,
  look,
  openEpisode,
  seekAll,
  somewhere,
  standing,
  watch,
  watchPictures,
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

const patience = { timeout: 20_000 }

/** Self-contained: it is run in the page before its own scripts. */
function countPictures(): void {
  const open = new Set<VideoFrame>()
  const Decoder = VideoDecoder
  window.VideoDecoder = class extends Decoder {
    constructor(init: VideoDecoderInit) {
      super({
        ...init,
        output: (picture) => {
          open.add(picture)
          const close = picture.close.bind(picture)
          picture.close = () => {
            open.delete(picture)
            close()
          }
          init.output(picture)
        },
      })
    }
  }
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

  it.each([
    [['pick_a', 'pick_b', 'pick_c'], 4, { dataset: 2, first: 30, length: 45, cameras: 2 }],
    [['h264', 'h264'], 3, { dataset: 14, first: 20, length: 22, cameras: 2 }],
    [['extra_cam', 'extra_cam'], 1, { dataset: 12, first: 0, length: 20, cameras: 3 }],
  ] as const)('in %j merged', async (sources, episode, origin) => {
    const { page } = await app.open()
    const name = `merged_${sources.join('_')}`
    await merge(sources, { output: join(app.root, name) })
    await openEpisode(page, name, episode)
    expectInStep(await seekAll(page, somewhere(origin.length, 200)), origin)
    await page.keyboard.press('Home')
    await expectFrame(page, 0)
    await page.keyboard.press('Space')
    expectInStep(await watch(page, 1000), origin)
  })

  it('while playing at every speed, to the end and no further', async () => {
    const { page } = await app.open()
    await openEpisode(page, 'pick_a', 1)
    for (const speed of ['0.25', '0.5', '1', '2', '4', '8']) {
      await page.getByRole('combobox', { name: 'Speed' }).selectOption(speed)
      const start = Number(speed) < 1 ? 28 : 0
      await goToFrame(page, start)
      await expectFrame(page, start)
      await page.getByRole('button', { name: 'Play' }).click()
      const seen = await watch(page, 1500)
      expectInStep(seen, pickA1)
      const frames = seen.map(({ frame }) => frame)
      expect(frames).toEqual(frames.toSorted((a, b) => a - b))
      await expectFrame(page, 34)
      await page.getByRole('button', { name: 'Play' }).waitFor()
      expectInStep([await look(page)], pickA1)
    }
  })

  it('while looping, dragging and resizing', async () => {
    const { page } = await app.open()
    await openEpisode(page, 'pick_a', 1)
    await page.keyboard.press('r')
    await page.getByRole('combobox', { name: 'Speed' }).selectOption('2')
    await page.getByRole('slider').focus()
    await page.keyboard.press('Space')
    const looped = await watch(page, 2000)
    expectInStep(looped, pickA1)
    const turns = looped.filter(({ frame }, i) => i > 0 && frame < looped[i - 1]!.frame)
    expect(turns.length).toBeGreaterThanOrEqual(2)

    const watched = watch(page, 2000)
    await page.setViewportSize({ width: 900, height: 700 })
    const box = (await page.getByRole('slider').boundingBox())!
    const y = box.y + box.height / 2
    await page.mouse.move(box.x + box.width * 0.9, y)
    await page.mouse.down()
    for (let i = 0; i < 40; i++) await page.mouse.move(box.x + box.width * (0.9 - i * 0.02), y)
    await page.mouse.up()
    await page.setViewportSize({ width: 1280, height: 800 })
    expectInStep(await watched, pickA1)
    // It played before and plays on.
    await page.getByRole('button', { name: 'Pause' }).waitFor()
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

  it('while its tab is hidden, where time stands still, and shown again', async () => {
    const { page, context } = await app.open()
    await openEpisode(page, 'pick_a', 1)
    const tab = await openUntouchedTab(context.browser()!, app.url())
    onTestFinished(tab.close)
    await expect
      .poll(() => tab.evaluate(() => document.querySelector('nav') !== null, undefined), patience)
      .toBe(true)
    await tab.evaluate((hash) => {
      location.hash = hash
    }, new URL(page.url()).hash)
    const stand = (frame: number) => tab.evaluate(standing, { frame, ms: patience.timeout })
    expect(await stand(0)).toMatchObject({ frame: 0, isBusy: false })
    // So slow that it cannot be over before it is hidden.
    for (const key of ['j', 'j', ' ']) await tab.press(key)
    const see = (ms: number) => tab.evaluate(watchPictures, { ms, seeks: [] })
    await expect.poll(async () => (await see(0))[0]!.frame, patience).toBeGreaterThan(0)
    await tab.hide()
    const [hidden] = await see(0)
    expectInStep([hidden!], pickA1)
    expect(hidden!.frame).toBeLessThan(34)
    await tab.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), 1500)
    const [later] = await see(0)
    expect(later!.frame).toBe(hidden!.frame)
    await tab.show()
    const shown = await see(300)
    expectInStep([later!, ...shown], pickA1)
    // Of what went by meanwhile nothing is caught up with.
    expect(shown[0]!.frame).toBeLessThan(hidden!.frame + 8)
    expect(await stand(34)).toMatchObject({ frame: 34, isBusy: false })
    expectInStep(await see(0), pickA1)
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

it('closes every picture of 200 episodes', { timeout: LONG_MS }, async () => {
  const { page, root, context } = await openApp()
  await context.addInitScript(countPictures)
  await page.reload()
  await merge(
    Array.from({ length: 100 }, () => 'pick_b'),
    { output: join(root, 'many') },
  )
  await openEpisode(page, 'many', 0)
  for (let episode = 1; episode < 200; episode++) {
    await page.keyboard.press('ArrowDown')
    await page.getByRole('heading', { name: new RegExp(`^Episode ${episode}\\b`) }).waitFor()
    await expectFrame(page, 0)
  }
  const length = 45
  expectInStep([await look(page)], { dataset: 2, first: 30, length, cameras: 2 })
  expect(await page.evaluate(() => window.openPictures())).toBeLessThanOrEqual(2 * length)
  await page.getByRole('button', { name: 'Close the episode' }).click()
  await expect.poll(() => page.evaluate(() => window.openPictures())).toBe(0)
})

it('keeps a link to the moment', async () => {
  const { page, openWindow } = await app.open()
  await openEpisode(page, 'pick_a', 1)
  await page.keyboard.press('Shift+ArrowRight')
  await expectFrame(page, 10)
  await page.getByRole('button', { name: 'Copy link to this moment' }).click()
  await page.getByText('Link copied').waitFor()
  const other = await openWindow()
  await other.goto(page.url())
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
