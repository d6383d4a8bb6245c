import { cp, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page, Route } from 'playwright-core'
import { expect, it } from 'vitest'
import type { PageCallName } from '#shared/contract.ts'
import { expectAccessible } from './support/axe.ts'
import {
  addFromLibrary,
  goTo,
  mergeButton,
  mergeFromLibrary,
  nameResult,
  sourceNames,
} from './support/merge-steps.ts'
import { breakCall } from './support/break-call.ts'
import { openApp } from './support/open-app.ts'

const picks = ['pick_a', 'pick_b', 'pick_c']
const timeout = 120_000

it('finds a source that moved, compares two merges, and opens one to change it', { timeout }, async () => {
  const { page, root } = await openApp({ datasets: picks })
  await mergeFromLibrary(page, ['pick_a', 'pick_b'], 'first')
  await mergeFromLibrary(page, ['pick_b', 'pick_c'], 'second')
  await rename(join(root, 'pick_a'), join(root, 'moved'))

  await goTo(page, 'History')
  await expectAccessible(page)
  await page.getByRole('textbox', { name: 'Search the history' }).fill('first')
  await page.getByRole('link', { name: 'second' }).waitFor({ state: 'detached' })
  await page.getByRole('link', { name: 'first' }).click()
  await page.getByText('1 source not found').first().waitFor()
  // A comparison that fails says so in the dialog that waits for it, and can be tried again.
  const mend = await breakCall(page, 'history.sources')
  await page.getByRole('button', { name: 'Run again…' }).click()
  const again = page.getByRole('dialog').getByRole('button', { name: 'Try again' })
  await again.waitFor()
  await mend()
  await again.click()
  await page.getByRole('button', { name: 'Locate pick_a' }).waitFor()
  // A folder that turns out to be the wrong one is no reason to accept another result: the right one can be named.
  const run = page.getByRole('dialog', { name: 'Run first again' }).getByRole('button', { name: 'Run again' })
  await locate(page, 'pick_c')
  await run.click()
  await page.getByRole('checkbox', { name: /^Go on with the sources/ }).waitFor()
  expect(await run.isDisabled()).toBe(true)
  await locate(page, 'moved')
  await run.and(page.locator(':enabled')).waitFor()
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Compare with…' }).click()
  const compare = page.getByRole('dialog')
  await compare.getByRole('textbox', { name: 'Search' }).fill('third')
  await compare.getByText('No other merge has “third”').waitFor()
  await compare.getByRole('textbox', { name: 'Search' }).fill('')
  await compare.getByRole('button', { name: /^second/ }).click()
  await page.getByRole('table', { name: 'Differences of the recipes' }).waitFor()
  await expectAccessible(page)
  await page.keyboard.press('Escape')

  await goTo(page, 'History')
  await page.getByRole('textbox', { name: 'Search the history' }).fill('')
  await page.getByRole('link', { name: 'second' }).click()
  await page.getByRole('button', { name: 'Run again with changes' }).click()
  await expect.poll(() => sourceNames(page), { timeout: 20_000 }).toEqual(['pick_b', 'pick_c'])
})

it('keeps words whole beside long names in the smallest window', { timeout }, async () => {
  const { page, root } = await openApp({ datasets: ['pick_a'], viewport: { width: 960, height: 600 } })
  const long = `pick_${'é'.repeat(100)}`
  await cp(join(root, 'pick_a'), join(root, long), { recursive: true })
  await page.getByRole('button', { name: 'Look again' }).click()
  await page.getByText(long).waitFor()
  await mergeFromLibrary(page, ['pick_a', long], 'week')
  await page.getByRole('button', { name: 'In the history' }).click()
  await page.getByText('All sources are as they were').waitFor()
  const table = page.getByRole('table', { name: 'Sources of the merge' })
  const { height } = (await table.getByText('unchanged').last().boundingBox())!
  expect(height).toBeLessThan(40)
})

it('exports a recipe that can be imported again', { timeout }, async () => {
  const { page, home } = await openApp({ datasets: picks })
  await mergeFromLibrary(page, picks, 'week')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save recipe' }).click(),
  ])
  const path = join(home, 'recipe.json')
  await download.saveAs(path)
  await goTo(page, 'History')
  await page.getByLabel('Recipe file').setInputFiles(path)
  await expect.poll(() => sourceNames(page), { timeout: 20_000 }).toEqual(picks)

  // What was cleared comes back, by the message that tells of it and by a key.
  const empty = page.getByRole('heading', { name: 'Choose what to merge' })
  await page.getByRole('button', { name: 'Clear' }).click()
  await empty.waitFor()
  await expectAccessible(page)
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => sourceNames(page)).toEqual(picks)
  await page.getByRole('button', { name: 'Clear' }).click()
  await empty.waitFor()
  await page.keyboard.press('Control+z')
  await expect.poll(() => sourceNames(page)).toEqual(picks)
})

it(
  'does not go to a merge that was given up, or whose screen was left before it was queued',
  { timeout },
  async () => {
    const { page } = await openApp({ datasets: picks })
    await mergeFromLibrary(page, ['pick_a', 'pick_b'], 'first')
    await page.getByRole('button', { name: 'In the history' }).click()
    await page.getByRole('button', { name: 'Run again…' }).click()
    const dialog = page.getByRole('dialog')
    const held = await hold(page, 'history.runAgain')
    const givenUp = page.waitForEvent('requestfailed', (request) =>
      request.url().endsWith('history.runAgain'),
    )
    await dialog.getByRole('button', { name: 'Run again' }).click()
    await held()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await givenUp

    await goTo(page, 'Merge')
    await addFromLibrary(page, 'pick_b', 'pick_c')
    await page.getByRole('group', { name: 'Plan' }).waitFor()
    await nameResult(page, 'second')
    const start = await hold(page, 'merge.start')
    await mergeButton(page).click()
    const failing = await start()
    await goTo(page, 'History')
    const error = { code: 'READER_CRASHED', message: 'the reading process ended' }
    await failing.fulfill({ json: { ok: false, error } })
    await page.getByText('Reading ended unexpectedly').waitFor()
    await goTo(page, 'Merge')
    const starting = await hold(page, 'merge.start')
    await mergeButton(page).click()
    const going = await starting()
    await goTo(page, 'History')
    await going.continue()
    await page.getByRole('row', { name: /second.*Done/ }).waitFor()
    await page.getByRole('heading', { level: 1, name: 'History' }).waitFor()
  },
)

/** In the dialog that runs a merge again: says that pick_a is the dataset of that name in the served folder. */
async function locate(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Locate pick_a' }).click()
  const dialog = page.getByRole('dialog', { name: 'Open a dataset' })
  await dialog.getByRole('option', { name: 'robots' }).dblclick()
  await dialog.getByRole('option', { name: new RegExp(`^${name}`) }).click()
  await dialog.getByRole('button', { name: 'Open dataset' }).click()
}

/** Keeps the next calls of a page from being answered; resolves with what was asked first. */
async function hold(page: Page, name: PageCallName): Promise<() => Promise<Route>> {
  const asked = Promise.withResolvers<Route>()
  await page.route(`**/api/${name}`, asked.resolve)
  return () => asked.promise
}
