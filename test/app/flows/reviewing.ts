import { expect } from 'vitest'
import { expectAccessible } from '../support/axe.ts'
import { sourceNames } from '../support/merge-steps.ts'
import { expectFrame, expectInStep, look } from '../support/player.ts'
import { tabTo } from '../support/tab-to.ts'
import type { Flow } from './flow.ts'

/** Looking through episodes and marking them. */
export const reviewing: readonly Flow[] = [
  {
    name: 'is reviewed with the keyboard alone, from the library to the merge',
    datasets: ['pick_a', 'pick_b'],
    run: async ({ page }) => {
      const { keyboard } = page
      const kept = page.getByRole('group', { name: 'Kept part' })
      // The mouse is not touched.
      await page.evaluate(() => {
        addEventListener('pointerdown', () => {
          throw new Error('a pointer was used')
        })
      })
      await page.getByRole('row', { name: /^pick_a\b.*Good/ }).waitFor()
      await keyboard.press('/')
      await keyboard.type('pick_a')
      await page.getByRole('row', { name: /^pick_b\b/ }).waitFor({ state: 'detached' })
      await keyboard.press('ArrowDown')
      await keyboard.press('ArrowDown')
      await keyboard.press('Enter')
      await page.getByRole('heading', { level: 1, name: 'pick_a' }).waitFor()
      await page.getByText('3 episodes', { exact: true }).last().waitFor()

      await keyboard.press('/')
      await keyboard.type('bin')
      await page.getByText('1 of 3 episodes').waitFor()
      await keyboard.press('ArrowDown')
      await keyboard.press('Home')
      await keyboard.press('Enter')
      await page.getByRole('heading', { name: /^Episode 1\b/ }).waitFor()
      await expectFrame(page, 0)
      await keyboard.press('Space')
      await page.getByRole('button', { name: 'Pause' }).waitFor()
      await keyboard.press('Space')
      await page.getByRole('button', { name: 'Play' }).waitFor()
      await keyboard.press('Home')
      await keyboard.press('ArrowRight')
      await expectFrame(page, 1)
      await keyboard.press('[')
      await kept.getByText('keeps 1–').waitFor()
      await keyboard.press('End')
      await keyboard.press('Shift+ArrowLeft')
      await expectFrame(page, 24)
      expectInStep([await look(page)], { dataset: 1, first: 40, length: 35, cameras: 2 })
      await keyboard.press(']')
      await kept.getByText('keeps 1–24').waitFor()
      await keyboard.press('n')
      await keyboard.type('too long at both ends')
      await keyboard.press('Enter')

      await keyboard.press('/')
      await keyboard.press('Control+A')
      await keyboard.press('Delete')
      await page.getByText('3 episodes', { exact: true }).last().waitFor()
      await keyboard.press('ArrowDown')
      await keyboard.press('ArrowDown')
      await page.getByRole('heading', { name: /^Episode 2\b/ }).waitFor()
      await keyboard.press('x')
      await page.getByText('3 episodes, 1 excluded').waitFor()
      await keyboard.press('ArrowUp')
      await page.getByRole('heading', { name: /^Episode 1\b/ }).waitFor()
      const note = page.getByRole('textbox', { name: 'Note on episode 1' })
      expect(await note.inputValue()).toBe('too long at both ends')
      await expectAccessible(page)

      await tabTo(page, /^Add to merge$/)
      await keyboard.press('Enter')
      const sources = page.getByRole('list', { name: 'Sources' })
      await sources.getByText('1 excluded in review').waitFor()
      await sources.getByText('1 trimmed').waitFor()
      expect(await sourceNames(page)).toEqual(['pick_a'])
      await page.getByRole('group', { name: 'Plan' }).waitFor()
      await expectAccessible(page)
    },
  },
]
