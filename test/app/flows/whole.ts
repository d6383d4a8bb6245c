import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { expectAccessible } from '../support/axe.ts'
import { addFromLibrary, goTo, mergeButton } from '../support/merge-steps.ts'
import type { Flow } from './flow.ts'

const picks = ['pick_a', 'pick_b', 'pick_c']

/** From the first dataset to a repeated merge. */
export const whole: readonly Flow[] = [
  {
    name: 'merges, verifies, records, runs again byte-identical, and says what changed since',
    datasets: picks,
    run: async ({ page, root }) => {
      await goTo(page, 'Merge')
      await addFromLibrary(page, ...picks)
      const plan = page.getByRole('group', { name: 'Plan' })
      await plan.getByText('359 (0:12 at 30 fps)').waitFor()
      expect(await page.getByRole('textbox', { name: 'Name of the result' }).inputValue()).toBe('pick_merged')
      await mergeButton(page).click()
      await page.getByText('Verified: 9 episodes compared with their sources').waitFor()
      expect(await readdir(root)).toContain('pick_merged')

      await goTo(page, 'History')
      await page.getByRole('row', { name: /pick_merged.*Done/ }).waitFor()
      // What is done with is not in the way of the next merge.
      await goTo(page, 'Merge')
      await page.getByRole('heading', { name: 'Choose what to merge' }).waitFor()

      const dialog = page.getByRole('dialog', { name: 'Run pick_merged again' })
      const run = dialog.getByRole('button', { name: 'Run again', exact: true })
      const again = async (newest: RegExp): Promise<void> => {
        await goTo(page, 'History')
        // Until it is there, lines move down under the pointer.
        await page.getByRole('row', { name: newest }).waitFor()
        await page.getByRole('link', { name: 'pick_merged', exact: true }).click()
        await page.getByRole('heading', { level: 1, name: 'pick_merged', exact: true }).waitFor()
      }
      await again(/pick_merged.*Done/)
      await page.getByText('All sources are as they were').waitFor()
      await page.getByRole('button', { name: 'Run again…' }).click()
      await run.click()
      await page.getByText('Byte-identical to the earlier result').waitFor()
      expect(await readdir(root)).toContain('pick_merged-again')

      await writeFile(join(root, 'pick_b/meta/info.json'), ' ', { flag: 'a' })
      await again(/pick_merged-again.*Done/)
      await page.getByText('1 source changed since').first().waitFor()
      await page.getByRole('button', { name: 'Run again…' }).click()
      await dialog
        .getByRole('list', { name: 'Sources that are not as they were' })
        .getByRole('listitem')
        .filter({ hasText: /pick_b.*changed: / })
        .waitFor()
      expect(await run.isDisabled()).toBe(true)
      await expectAccessible(page)
      await dialog.getByRole('checkbox', { name: 'Go on with the sources as they are today' }).check()
      await run.click()
      await page.getByText('Verified:').waitFor()
    },
  },
  {
    name: 'has no screen that axe finds fault with, in either theme',
    datasets: picks,
    run: async ({ page, root, chooseFile }) => {
      await expectAccessible(page)
      await goTo(page, 'Merge')
      await expectAccessible(page)
      await addFromLibrary(page, ...picks)
      await page.getByRole('group', { name: 'Plan' }).waitFor()
      await mergeButton(page).and(page.locator(':enabled')).waitFor()
      await expectAccessible(page)
      await mergeButton(page).click()
      await page.getByText('Verified:').waitFor()
      await expectAccessible(page)
      await goTo(page, 'Jobs')
      await expectAccessible(page)
      await goTo(page, 'History')
      await expectAccessible(page)
      await page.getByRole('link', { name: 'pick_merged', exact: true }).click()
      await page.getByText('All sources are as they were').waitFor()
      await expectAccessible(page)
      await goTo(page, 'Settings')
      await expectAccessible(page)
      await goTo(page, 'Parquet')
      await expectAccessible(page)
      const file = join(root, 'pick_a/data/chunk-000/file-000.parquet')
      await chooseFile(file, () => page.getByRole('button', { name: 'Open file' }).click())
      await page.getByRole('grid', { name: 'Rows' }).getByRole('row').nth(1).waitFor()
      await expectAccessible(page)
      await goTo(page, 'Library')
      await page.getByRole('row', { name: /^pick_a\b/ }).dblclick()
      await page.getByRole('heading', { level: 1, name: 'pick_a' }).waitFor()
      await expectAccessible(page)
    },
  },
]
