import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { expectAccessible } from './support/axe.ts'
import { openApp } from './support/open-app.ts'

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
