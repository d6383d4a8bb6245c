import { expect, it } from 'vitest'
import { shareApp } from './support/open-app.ts'
import { expectFrame, expectInStep, goToFrame, look, openEpisode } from './support/player.ts'

const app = shareApp(['pick_a'])

it('says why a camera cannot be read, and shows it when it can be again', async () => {
  const { page } = await app.open({ expectedErrors: [/410 \(Gone\)/] })
  await openEpisode(page, 'pick_a', 1)
  await goToFrame(page, 7)
  await expectFrame(page, 7)
  await page.route('**/media/*', (route) => route.fulfill({ status: 410 }))
  await page.reload()
  const failure = page.getByText('file was changed since the episode was opened.')
  await failure.first().waitFor()
  expect(await failure.count()).toBe(2)
  await page.unroute('**/media/*')
  await page.getByRole('button', { name: 'Try again' }).first().click()
  await expect.poll(async () => (await look(page)).pictures.length).toBe(2)
  await expectFrame(page, 7)
  expectInStep([await look(page)], { dataset: 1, first: 40, length: 35, cameras: 2 })
  expect(await failure.count()).toBe(0)
})

it('stays on its frame while another episode is on its way', async () => {
  const { page } = await app.open()
  const held = Promise.withResolvers<undefined>()
  await page.route('**/episodes.open', async (route) => {
    if ((route.request().postDataJSON() as { episode: number }).episode === 0) await held.promise
    await route.continue()
  })
  await openEpisode(page, 'pick_a', 1)
  await goToFrame(page, 7)
  await expectFrame(page, 7)
  await page.keyboard.press('ArrowUp')
  await page.getByText('Opening episode 0…').waitFor()
  expectInStep([await look(page)], { dataset: 1, first: 40, length: 35, cameras: 2 })
  expect((await look(page)).frame).toBe(7)
  expect(await page.getByRole('button', { name: 'Keep from this frame on' }).isDisabled()).toBe(true)
  held.resolve(undefined)
  await page.getByRole('heading', { name: /^Episode 0/ }).waitFor()
  await expectFrame(page, 0)
})
