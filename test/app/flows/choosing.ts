import { expect } from 'vitest'
import { expectAccessible } from '../support/axe.ts'
import { addFromLibrary, goTo, mergeButton, mergeFromLibrary, sourceNames } from '../support/merge-steps.ts'
import { tabTo } from '../support/tab-to.ts'
import type { Flow } from './flow.ts'

const misfits = ['fps15', 'other_robot', 'extra_cam', 'seven_joints', 'small_res']
const picks = ['pick_a', 'pick_b', 'pick_c']

/** Choosing what to merge. */
export const choosing: readonly Flow[] = [
  {
    name: 'shows everything that does not fit, and merges once that is left out',
    datasets: ['pick_a', ...misfits],
    run: async ({ page }) => {
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
    },
  },
  {
    name: 'merges datasets of arrays, without cameras',
    datasets: ['arrays_a', 'arrays_b'],
    run: async ({ page }) => {
      await mergeFromLibrary(page, ['arrays_a', 'arrays_b'], 'arrays')
    },
  },
  {
    name: 'is worked with the keyboard alone',
    datasets: picks,
    run: async ({ page }) => {
      await tabTo(page, /^Merge$/)
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Choose what to merge' }).waitFor()
      await tabTo(page, /^From the library/)
      await page.keyboard.press('Enter')
      await page.getByRole('checkbox', { name: /^pick_c/ }).waitFor()
      for (const name of picks) {
        await tabTo(page, new RegExp(`^${name}`))
        await page.keyboard.press('Space')
      }
      await tabTo(page, /^Add 3 datasets/)
      await page.keyboard.press('Enter')
      await page.getByRole('group', { name: 'Plan' }).waitFor()
      await tabTo(page, /^Move pick_a/)
      await page.keyboard.press('Alt+ArrowDown')
      await page.keyboard.press('Alt+ArrowDown')
      await expect.poll(() => sourceNames(page)).toEqual(['pick_b', 'pick_c', 'pick_a'])
      await tabTo(page, /^Remove pick_a/)
      await page.keyboard.press('Enter')
      await tabTo(page, /^Name of the result/)
      await page.keyboard.press('Control+A')
      await page.keyboard.type('by_hand')
      await mergeButton(page).filter({ hasText: 'Merge 6 episodes' }).waitFor()
      await page.keyboard.press('Control+Enter')
      await page.getByText('Verified:').waitFor()
      await tabTo(page, /^In the history$/)
      await page.keyboard.press('Enter')
      await tabTo(page, /^Run again…$/)
      await page.keyboard.press('Enter')
      const run = page.getByRole('dialog').getByRole('button', { name: 'Run again', exact: true })
      await run.and(page.locator(':enabled')).waitFor()
      await tabTo(page, /^Run again$/)
      await page.keyboard.press('Enter')
      await page.getByText('Byte-identical to the earlier result').waitFor()
    },
  },
]
