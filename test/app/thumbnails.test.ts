import { join } from 'node:path'
import { expect, it } from 'vitest'
import { merge } from '../support/merge.ts'
import { expectAccessible } from './support/axe.ts'
import { openApp } from './support/open-app.ts'
import { expectFrame, openEpisode } from './support/player.ts'

it('shows how episodes begin, and asks for those that are seen only', async () => {
  const { page, root } = await openApp()
  await merge(
    Array.from({ length: 6 }, () => 'sharded'),
    { output: join(root, 'long') },
  )
  const asked = new Set<number>()
  page.on('request', (request) => {
    if (!request.url().endsWith('/api/media.thumbnail')) return
    asked.add((request.postDataJSON() as { episode: number }).episode)
  })
  await page.getByRole('row', { name: /^long / }).dblclick()
  const grid = page.getByRole('grid', { name: 'Episodes' })
  const pictures = grid.locator('img')
  const isShown = () =>
    pictures.evaluateAll((all) => all.filter((one) => (one as HTMLImageElement).naturalWidth > 0).length)
  await expect.poll(isShown, { timeout: 30_000 }).toBeGreaterThanOrEqual(3)
  // Of 48; a table keeps some rows beyond its ends.
  expect(Math.max(...asked)).toBeLessThan(40)
  await expectAccessible(page)
})

it('shows stored pictures, too, and none where there are no cameras', async () => {
  const { page } = await openApp({ datasets: ['images_a', 'nocam_a'] })
  await openEpisode(page, 'images_a', 1)
  const pictures = page.getByRole('grid', { name: 'Episodes' }).locator('img')
  await expect.poll(() => pictures.count(), { timeout: 30_000 }).toBe(2)
  await page.goto(page.url().replace(/#.*/, '#/library'))
  await page.getByRole('row', { name: /^nocam_a / }).dblclick()
  await page.getByRole('row', { name: /^1 / }).waitFor()
  expect(await page.getByRole('columnheader', { name: 'Picture' }).count()).toBe(0)
})

it('shows the picture under the pointer above the timeline, and the player stays', async () => {
  const { page } = await openApp({ datasets: ['pick_a'] })
  await openEpisode(page, 'pick_a', 1)
  const slider = page.getByRole('slider', { name: 'Frame' })
  const picture = slider.locator('canvas')
  const { x, y, width, height } = (await slider.boundingBox())!
  // The frame's number, from the barcode of a picture that is 160 pixels wide instead of 128.
  const frame = () =>
    picture.evaluate((canvas: HTMLCanvasElement) => {
      if (canvas.hidden) return undefined
      const scale = canvas.width / 128
      const { data } = canvas.getContext('2d', { alpha: false })!.getImageData(0, 8 * scale, canvas.width, 1)
      let number = 0
      for (let i = 0; i < 16; i++)
        number = number * 2 + (data[Math.round((i * 8 + 4) * scale) * 4 + 1]! > 128 ? 1 : 0)
      return number
    })
  for (const [share, expected] of [
    [0.5, 57],
    [0.999, 74],
    [0, 40],
  ] as const) {
    await page.mouse.move(x + share * width, y + height / 2)
    await expect.poll(frame).toBe(expected)
  }
  await expectFrame(page, 0)
  await page.mouse.move(x, y - 200)
  await expect.poll(() => picture.count()).toBe(0)
})
