import { readdir } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { expectAccessible } from './support/axe.ts'
import {
  addFromLibrary,
  goTo,
  mergeButton,
  mergeFromLibrary,
  nameResult,
  sourceNames,
} from './support/merge-steps.ts'
import { openApp } from './support/open-app.ts'

const picks = ['pick_a', 'pick_b', 'pick_c']

it('merges what was chosen: plan, progress, verified, in the history', { timeout: 120_000 }, async () => {
  const { page, root } = await openApp({ datasets: picks })
  await goTo(page, 'Merge')
  await expectAccessible(page)
  await addFromLibrary(page, ...picks)
  const plan = page.getByRole('group', { name: 'Plan' })
  await plan.getByText('359 (0:12 at 30 fps)').waitFor()
  expect(await page.getByRole('textbox', { name: 'Name of the result' }).inputValue()).toBe('pick_merged')
  await expectAccessible(page)
  await mergeButton(page).click()
  await page.getByText('Verified: 9 episodes compared with their sources').waitFor()
  await expectAccessible(page)
  expect(await readdir(root)).toContain('pick_merged')

  await goTo(page, 'History')
  await page.getByRole('row', { name: /pick_merged.*Done/ }).waitFor()
  // What is done with is not in the way of the next merge.
  await goTo(page, 'Merge')
  await page.getByRole('heading', { name: 'Choose what to merge' }).waitFor()
})

it('shows everything that does not fit, and merges once that is left out', { timeout: 120_000 }, async () => {
  const misfits = ['fps15', 'other_robot', 'extra_cam', 'seven_joints', 'small_res']
  const { page } = await openApp({ datasets: ['pick_a', ...misfits] })
  await goTo(page, 'Merge')
  await addFromLibrary(page, 'pick_a')
  await addFromLibrary(page, ...misfits)
  const findings = page.getByRole('region', { name: 'Findings' })
  await findings.getByText('Blocking').waitFor()
  const rate = findings.getByRole('article', { name: 'Another frame rate' })
  await rate.getByRole('row', { name: /fps15 30 fps 15 fps/ }).waitFor()
  for (const title of ['A feature that the others lack', 'A feature has another shape', 'Another robot'])
    await findings.getByRole('article', { name: title }).first().waitFor()
  expect(await mergeButton(page).isDisabled()).toBe(true)
  await expectAccessible(page)

  for (const name of ['extra_cam', 'fps15', 'seven_joints', 'small_res'])
    await findings
      .getByRole('button', { name: `Leave out ${name}` })
      .first()
      .click()
  await findings.getByRole('button', { name: /^Treat all of them as/ }).click()
  await page.getByRole('list', { name: 'Choices made' }).waitFor()
  await page.getByRole('group', { name: 'Plan' }).waitFor()
  expect(await sourceNames(page)).toEqual(['pick_a', 'other_robot'])
  await mergeButton(page).click()
  await page.getByText('Verified:').waitFor()
})

it('merges datasets of arrays, without cameras', { timeout: 120_000 }, async () => {
  const { page } = await openApp({ datasets: ['arrays_a', 'arrays_b'] })
  await mergeFromLibrary(page, ['arrays_a', 'arrays_b'], 'arrays')
})

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
    await page.getByRole('button', { name: 'Remove pick_a' }).last().click()

    await page.getByRole('button', { name: /^Episodes of pick_c/ }).click()
    const episodes = page.getByRole('textbox', { name: /^Episodes of pick_c/ })
    await episodes.fill('0-9')
    await page.getByText('Episode 9 is not there: they are 0 to 3.').waitFor()
    await episodes.fill('3, 0')
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

it('is worked with the keyboard alone', { timeout: 120_000 }, async () => {
  const { page } = await openApp({ datasets: picks })
  /** Goes on by Tab until what has the focus is called so. */
  const tabTo = async (name: RegExp): Promise<void> => {
    for (let i = 0; i < 80; i++) {
      await page.keyboard.press('Tab')
      const label = await page.evaluate(() => {
        const { activeElement: element } = document
        const labelled = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : undefined
        return element?.getAttribute('aria-label') ?? labelled ?? element?.textContent ?? ''
      })
      if (name.test(label)) return
    }
    throw new Error(`no Tab leads to ${String(name)}`)
  }
  await tabTo(/^Merge$/)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Choose what to merge' }).waitFor()
  await tabTo(/^From the library/)
  await page.keyboard.press('Enter')
  await page.getByRole('checkbox', { name: /^pick_c/ }).waitFor()
  for (const name of picks) {
    await tabTo(new RegExp(`^${name}`))
    await page.keyboard.press('Space')
  }
  await tabTo(/^Add 3 datasets/)
  await page.keyboard.press('Enter')
  await page.getByRole('group', { name: 'Plan' }).waitFor()
  await tabTo(/^Move pick_a/)
  await page.keyboard.press('Alt+ArrowDown')
  await page.keyboard.press('Alt+ArrowDown')
  await expect.poll(() => sourceNames(page)).toEqual(['pick_b', 'pick_c', 'pick_a'])
  await tabTo(/^Remove pick_a/)
  await page.keyboard.press('Enter')
  await tabTo(/^Name of the result/)
  await page.keyboard.press('Control+A')
  await page.keyboard.type('by_hand')
  await mergeButton(page).filter({ hasText: 'Merge 6 episodes' }).waitFor()
  await page.keyboard.press('Control+Enter')
  await page.getByText('Verified:').waitFor()
})
