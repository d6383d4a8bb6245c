import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { expectAccessible } from './support/axe.ts'
import { breakCall } from './support/break-call.ts'
import { openApp } from './support/open-app.ts'
import { expectFrame, goToFrame, openEpisode } from './support/player.ts'
import { merge } from '../support/merge.ts'

it('shows a dataset: episodes, features, tasks and findings', async () => {
  const { page } = await openApp({ datasets: ['pick_a'] })
  await page.getByRole('row', { name: /^pick_a / }).dblclick()
  await page.getByRole('heading', { level: 1, name: 'pick_a' }).waitFor()
  const first = page.getByRole('grid', { name: 'Episodes' }).getByRole('row').nth(1)
  await first.getByText('Pick the red cube').waitFor()
  expect(await first.getByRole('gridcell').allInnerTexts()).toEqual([
    '0',
    // Picture, flag, excluded, kept, tags.
    ...Array<string>(5).fill(''),
    'Pick the red cube',
    '40',
    '0:01.33',
    '',
    'data/chunk-000/file-000.parquet',
  ])
  await expectAccessible(page)

  await page.getByRole('tab', { name: '9 features' }).click()
  await page.getByRole('row', { name: /observation.state float32 6 shoulder_pan.pos/ }).waitFor()
  await expectAccessible(page)
  await page.getByRole('tab', { name: '2 tasks' }).click()
  await page.getByRole('row', { name: '1 Place it in the bin' }).waitFor()
  await page.getByRole('tab', { name: 'No findings' }).click()
  await page.getByText('nothing is the matter').waitFor()

  // What was opened is at hand in the library, and can be merged from here.
  await page.getByRole('link', { name: 'Library' }).click()
  await page.getByRole('button', { name: 'Recent' }).click()
  // In a menu, keys are about its items.
  await page.keyboard.press('?')
  expect(await page.getByRole('dialog').count()).toBe(0)
  await page.getByRole('menuitem', { name: /^pick_a/ }).click()
  await page.getByRole('button', { name: 'Add to merge' }).click()
  await page.getByRole('list', { name: 'Sources' }).getByText('pick_a', { exact: true }).waitFor()
})

it('says what is the matter with a damaged dataset', async () => {
  const { page, root } = await openApp({ datasets: ['pick_a'] })
  await rm(join(root, 'pick_a/videos/observation.images.top/chunk-000/file-000.mp4'))
  await page.getByRole('row', { name: /^pick_a .*Damaged/ }).dblclick()
  await page.getByRole('tab', { name: 'Findings (1)' }).click()
  await page.getByRole('article', { name: 'A file is missing' }).waitFor()
  await expectAccessible(page)
})

it('follows a dataset that changes while it is looked at, and keeps its place', async () => {
  const { page, root, home } = await openApp({ datasets: ['pick_a'] })
  const { dir } = await merge(['pick_a', 'pick_b'], { output: join(home, 'more') })
  await openEpisode(page, 'pick_a', 1)
  await goToFrame(page, 7)
  const grid = page.getByRole('grid', { name: 'Episodes' })
  await grid.focus()
  await page.getByRole('tab', { name: '3 episodes' }).waitFor()
  await rename(join(root, 'pick_a'), join(home, 'before'))
  await rename(dir, join(root, 'pick_a'))

  await page.getByText('This dataset changed, and was read again.').waitFor()
  await page.getByRole('tab', { name: '5 episodes' }).waitFor()
  await page
    .getByRole('search', { name: 'Episodes' })
    .getByText(/^5 episodes/)
    .waitFor()
  await expectFrame(page, 7)
  expect(await grid.evaluate((own) => own === document.activeElement)).toBe(true)
  await page.getByText('Came from').getByText('pick_a, episode 1').waitFor()
  await expectAccessible(page)
  // A mark is one of the dataset as it is.
  await page.keyboard.press('x')
  await page.getByText('5 episodes, 1 excluded').waitFor()
  await page.getByRole('button', { name: 'Dismiss' }).click()
  await page.getByText('This dataset changed, and was read again.').waitFor({ state: 'detached' })

  // With the next change it is offered to what the dataset is then.
  await rename(join(root, 'pick_a'), dir)
  await rename(join(home, 'before'), join(root, 'pick_a'))
  const offer = page.getByText('This dataset changed since it was reviewed: 1 excluded.')
  await offer.waitFor()
  await page
    .getByText(/^3 episodes$/)
    .first()
    .waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Take over the marks' }).press('Enter')
  await page.getByText('The marks of 1 episode were taken over.').waitFor()
  await page.getByText('3 episodes, 1 excluded').waitFor()
  expect(await grid.evaluate((own) => own === document.activeElement)).toBe(true)
  await page.keyboard.press('Control+z')
  await offer.waitFor()
  await page.getByRole('button', { name: 'Add to merge' }).click()
  await page.getByText('It changed since it was reviewed: 1 excluded then').waitFor()
  await page.getByRole('term').getByText('Frames', { exact: true }).waitFor()
  await expect.poll(() => page.locator('[data-stale=true]').count()).toBe(0)
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Look at its episodes: pick_a' }).click()
  await page.getByRole('button', { name: 'Start anew' }).click()
  await offer.waitFor({ state: 'detached' })
})

it('can be asked again for what failed', async () => {
  const { page } = await openApp({ datasets: ['pick_a'], expectedErrors: [/net::ERR_FAILED/] })
  await page.getByRole('row', { name: /^pick_a / }).waitFor()
  const mendList = await breakCall(page, 'episodes.index')
  await page.getByRole('row', { name: /^pick_a / }).dblclick()
  const failed = page.getByRole('alert').getByText('The reading process ended.')
  await failed.waitFor()
  await mendList()
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('grid', { name: 'Episodes' }).getByRole('row', { name: /^2\b/ }).waitFor()
  await failed.waitFor({ state: 'detached' })

  await page.route('**/api/episodes.values', (route) => route.abort())
  await page.getByRole('grid', { name: 'Episodes' }).getByRole('row', { name: /^1\b/ }).click()
  const plots = page.getByRole('region', { name: 'Plots' })
  await plots.getByRole('button', { name: 'Try again' }).waitFor()
  await expectAccessible(page)
  await page.unroute('**/api/episodes.values')
  await plots.getByRole('button', { name: 'Try again' }).click()
  await plots.getByRole('alert').waitFor({ state: 'detached' })
})
