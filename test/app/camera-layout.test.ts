import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { expectAccessible } from './support/axe.ts'
import { shareApp } from './support/open-app.ts'
import { expectFrame, expectInStep, look, openEpisode, watchWhile } from './support/player.ts'

const app = shareApp(['pick_a'])
const pickA1 = { dataset: 1, first: 40, length: 35, cameras: 2 }
const top = 'observation.images.top'
const wrist = 'observation.images.wrist'

/** How wide the pictures of both cameras are, in pixels of the page. */
async function widths(page: Page): Promise<Record<'top' | 'wrist', number>> {
  const [ofTop, ofWrist] = await Promise.all(
    [top, wrist].map((name) => page.getByRole('img', { name }).boundingBox()),
  )
  return { top: ofTop!.width, wrist: ofWrist!.width }
}

it('enlarges a camera, and remembers that with the speed and the loop', async () => {
  const { page } = await app.open()
  await openEpisode(page, 'pick_a', 1)
  const before = await widths(page)
  expect(before.wrist).toBeCloseTo(before.top, 0)
  await page.getByRole('combobox', { name: 'Speed' }).selectOption('4')
  await page.getByRole('button', { name: 'Loop' }).click()
  const seen = await watchWhile(page, async () => {
    await page.getByRole('button', { name: `Enlarge ${wrist}` }).click()
    await expect.poll(async () => (await widths(page)).wrist).toBeGreaterThan(1.2 * before.wrist)
    await page.keyboard.press('End')
    await expectFrame(page, 34)
  })
  expectInStep(seen, pickA1)
  const enlarged = await widths(page)
  expect(enlarged.wrist).toBeGreaterThan(2 * enlarged.top)
  await expectAccessible(page)

  await page.reload()
  await expectFrame(page, 34)
  expect(await widths(page)).toEqual(enlarged)
  expect(await page.getByRole('combobox', { name: 'Speed' }).inputValue()).toBe('4')
  await page.getByRole('button', { name: 'Loop', pressed: true }).waitFor()
  expectInStep([await look(page)], pickA1)
  // What is hidden is not the one that has most of the room.
  await page.getByRole('button', { name: `Hide ${wrist}` }).click()
  await page.getByRole('button', { name: `Show ${wrist}` }).click()
  await page.getByRole('button', { name: `Enlarge ${wrist}`, pressed: false }).waitFor()
  expect(await widths(page)).toEqual(before)
})

it('shows a camera on the whole screen and goes back to the episode', async () => {
  const { page } = await app.open()
  await openEpisode(page, 'pick_a', 1)
  const onScreen = () =>
    page.evaluate(() => document.fullscreenElement?.querySelector('canvas')?.getAttribute('aria-label'))
  const toggle = page.getByRole('button', { name: `Full screen ${top}` })
  const before = await widths(page)
  const seen = await watchWhile(page, async () => {
    await toggle.press('Enter')
    await expect.poll(onScreen).toBe(top)
    expect((await widths(page)).top).toBeGreaterThan(1.5 * before.top)
    await page.keyboard.press('Shift+ArrowRight')
    await expectFrame(page, 10)
    await page.keyboard.press('Escape')
    await expectFrame(page, 10)
    if ((await onScreen()) !== undefined) await toggle.press('Enter')
    await expect.poll(onScreen).toBeUndefined()
  })
  expectInStep(seen, pickA1)
  await expectFrame(page, 10)
  await expect.poll(() => widths(page)).toEqual(before)
})
