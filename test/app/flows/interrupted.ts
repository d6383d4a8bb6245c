import { readdir } from 'node:fs/promises'
import { expect } from 'vitest'
import { expectAccessible } from '../support/axe.ts'
import { startHeldMerge } from '../support/held-merge.ts'
import { goTo } from '../support/merge-steps.ts'
import type { Flow } from './flow.ts'

const datasets = ['pick_a']

/** What happens in the middle of a merge. */
export const interrupted: readonly Flow[] = [
  {
    name: 'is cancelled in the middle: nothing is left',
    datasets,
    run: async (app) => {
      const { page, root } = app
      const before = await readdir(root)
      const merge = await startHeldMerge(app, 'long')
      await page.getByRole('button', { name: 'Cancel' }).click()
      await page.getByRole('alertdialog', { name: 'Cancel long?' }).waitFor()
      await page.getByRole('button', { name: 'Cancel the merge' }).click()
      await page.getByRole('button', { name: 'Cancelling…' }).waitFor()
      merge.release()
      await page.getByText('It was cancelled. Nothing was left behind.').waitFor()
      expect(await readdir(root)).toEqual(before)
    },
  },
  {
    name: 'tells when its process was killed, and succeeds when tried again',
    datasets,
    run: async (app) => {
      const { page, root } = app
      const merge = await startHeldMerge(app, 'long')
      merge.kill()
      await page.getByRole('alert').getByText('The merge ended unexpectedly').waitFor()
      await expectAccessible(page)
      expect((await readdir(root)).filter((name) => name.startsWith('long'))).toEqual([])
      await page.getByRole('button', { name: 'Retry' }).click()
      await page.getByText(merge.verified).waitFor({ timeout: 60_000 })
    },
  },
  {
    name: 'goes on while the page is loaded anew',
    datasets,
    run: async (app) => {
      const { page } = app
      const merge = await startHeldMerge(app, 'long')
      await page.reload()
      await page.getByRole('heading', { level: 1, name: 'long' }).waitFor()
      await page.getByRole('progressbar').first().waitFor()
      await expectAccessible(page)
      merge.release()
      await page.getByText(merge.verified).waitFor({ timeout: 60_000 })
    },
  },
  {
    name: 'is told about when the application was killed in the middle',
    datasets,
    run: async (app) => {
      const merge = await startHeldMerge(app, 'long')
      await app.restart('SIGKILL')
      merge.release()
      const { page } = app
      await goTo(page, 'Jobs')
      const told = page.getByRole('region', { name: 'Interrupted merges' })
      await told.getByRole('link', { name: 'long' }).waitFor()
      await expectAccessible(page)
      await told.getByRole('button').click()
      await told.waitFor({ state: 'detached' })
      await goTo(page, 'History')
      await page.getByRole('row', { name: /long.*Interrupted/ }).waitFor()
    },
  },
]
