import { mkdir, readdir, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { expectAccessible } from './support/axe.ts'
import { breakCall } from './support/break-call.ts'
import { addFromLibrary, goTo, mergeButton, nameResult } from './support/merge-steps.ts'
import { openApp } from './support/open-app.ts'

const picks = ['pick_a', 'pick_b', 'pick_c']

it(
  'takes episodes by number, marks duplicates, words tasks anew, and keeps all of it over a restart',
  { timeout: 120_000 },
  async () => {
    const app = await openApp({ datasets: picks })
    const { page } = app
    await goTo(page, 'Merge')
    await addFromLibrary(page, ...picks)
    await addFromLibrary(page, 'pick_a')
    await page.getByText('Duplicate', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Remove pick_a' }).last().press('Enter')
    await page
      .locator(':focus')
      .and(page.getByRole('button', { name: 'Remove pick_c' }))
      .waitFor()

    await page.getByRole('button', { name: /^Episodes of pick_c/ }).click()
    const episodes = page.getByRole('textbox', { name: /^Episodes of pick_c/ })
    await episodes.fill('0-9')
    await page.getByText('Episode 9 is not there: they are 0 to 3.').waitFor()
    // What is not right counts for nothing, and is in the way, also where it cannot be seen.
    await page.getByRole('button', { name: 'Episodes of pick_c: 4 episodes' }).click()
    await episodes.waitFor({ state: 'detached' })
    await page.getByText('Correct the episodes of pick_c.').waitFor()
    expect(await mergeButton(page).isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Episodes of pick_c: 4 episodes' }).click()
    expect(await episodes.inputValue()).toBe('0-9')
    await episodes.fill('3, 0')
    await episodes.press('Enter')
    await page.getByRole('button', { name: 'Episodes of pick_c: 2 of 4 episodes' }).waitFor()
    const task = page.getByRole('textbox', { name: 'Wording of the task Pick the red cube' })
    await task.fill('Pick it')
    await task.press('Enter')
    await page.getByRole('textbox', { name: 'Wording of the task Pick it' }).waitFor()
    await nameResult(page, 'mine')
    await mergeButton(page).filter({ hasText: 'Merge 7 episodes' }).waitFor()

    await goTo(page, 'History')
    await goTo(page, 'Merge')
    expect(await page.getByRole('textbox', { name: 'Name of the result' }).inputValue()).toBe('mine')
    // Saved a moment after the last change.
    await page.waitForTimeout(1000)
    await app.restart()
    await goTo(page, 'Merge')
    await page.getByRole('button', { name: 'Episodes of pick_c: 2 of 4 episodes' }).waitFor()
    await page.getByRole('textbox', { name: 'Wording of the task Pick it' }).waitFor()
    expect(await page.getByRole('textbox', { name: 'Name of the result' }).inputValue()).toBe('mine')
  },
)

it('says that a name is taken while it is typed', { timeout: 120_000 }, async () => {
  const { page } = await openApp({ datasets: picks })
  await goTo(page, 'Merge')
  await addFromLibrary(page, 'pick_a', 'pick_b')
  await nameResult(page, 'pick_c')
  await page.getByText('There is something at this place already').first().waitFor()
  expect(await mergeButton(page).isDisabled()).toBe(true)
  await nameResult(page, 'a/b')
  await page.getByText('A name, not a path').first().waitFor()
  await nameResult(page, 'free')
  await mergeButton(page).and(page.locator(':enabled')).waitFor()
})

it('removes what an interrupted merge left only after a question', { timeout: 120_000 }, async () => {
  const { page, root } = await openApp({ datasets: picks })
  const left = join(root, 'week.partial-1')
  await mkdir(left)
  // As long ago as nobody is at it any more.
  await utimes(left, 0, 0)
  await goTo(page, 'Merge')
  await addFromLibrary(page, 'pick_a', 'pick_b')
  await nameResult(page, 'week')
  await page.getByRole('heading', { name: /^Good to know/ }).click()
  const remove = page.getByRole('button', { name: 'Remove it' })
  const question = page.getByRole('alertdialog', { name: 'Remove what was left behind?' })
  await remove.click()
  await expectAccessible(page)
  await question.getByRole('button', { name: 'Cancel' }).click()
  expect(await readdir(root)).toContain('week.partial-1')
  await remove.click()
  await question.getByRole('button', { name: 'Remove it' }).click()
  await remove.waitFor({ state: 'detached' })
  expect(await readdir(root)).not.toContain('week.partial-1')
})

it('tries again what could not be checked', { timeout: 120_000 }, async () => {
  const { page } = await openApp({ datasets: picks })
  await goTo(page, 'Merge')
  const mend = await breakCall(page, 'merge.preview')
  await addFromLibrary(page, 'pick_a', 'pick_b')
  await page.getByText('The merge could not be checked.').waitFor()
  await expect.poll(() => page.getByText(/Checking|Being worked out/).count()).toBe(0)
  expect(await mergeButton(page).isDisabled()).toBe(true)
  await expectAccessible(page)
  await mend()
  await page.getByRole('button', { name: 'Try again' }).click()
  await mergeButton(page).filter({ hasText: 'Merge 5 episodes' }).and(page.locator(':enabled')).waitFor()
})

it('gives the focus back when a dialog is closed', { timeout: 120_000 }, async () => {
  const { page } = await openApp({ datasets: picks })
  await goTo(page, 'Merge')
  for (const name of ['From the library…', 'From a folder…']) {
    const button = page.getByRole('button', { name })
    await button.press('Enter')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true)
  }
})

it('keeps names and Remove in sight in the smallest window', { timeout: 120_000 }, async () => {
  const { page } = await openApp({ datasets: picks, viewport: { width: 960, height: 600 } })
  await goTo(page, 'Merge')
  await addFromLibrary(page, ...picks)
  await addFromLibrary(page, 'pick_a')
  await page.getByText('Duplicate', { exact: true }).waitFor()
  const list = (await page.getByRole('list', { name: 'Sources' }).boundingBox())!
  for (const name of picks) {
    const box = await page
      .getByRole('list', { name: 'Sources' })
      .getByText(name, { exact: true })
      .first()
      .boundingBox()
    expect(box!.width).toBeGreaterThan(100)
  }
  for (const button of await page.getByRole('button', { name: /^Remove pick/ }).all()) {
    const box = (await button.boundingBox())!
    expect(box.x + box.width).toBeLessThan(list.x + list.width)
  }
})
