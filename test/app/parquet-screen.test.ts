import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { expectAccessible } from './support/axe.ts'
import { openApp } from './support/open-app.ts'

/** Goes down by the folder dialog that is open. */
async function walk(page: Page, ...names: readonly string[]): Promise<void> {
  const dialog = page.getByRole('dialog').last()
  for (const name of names) {
    const entry = dialog.getByRole('option', { name: new RegExp(`^${name}`) })
    await entry.click()
    await page.keyboard.press('Enter')
    await entry.waitFor({ state: 'detached' })
  }
}

const dataFile = ['robots', 'arrays_a', 'data', 'chunk-000', 'file-000.parquet'] as const

it('opens a file: rows, schema with extension types, row groups, metadata', async () => {
  const { page } = await openApp({ datasets: ['arrays_a'] })
  await page.getByRole('link', { name: 'Parquet' }).click()
  await page.getByRole('button', { name: 'Open file' }).click()
  await walk(page, ...dataFile)
  await page.getByRole('heading', { level: 1, name: 'file-000.parquet' }).waitFor()
  const rows = page.getByRole('grid', { name: 'Rows' })
  await rows.getByRole('row').nth(1).getByText('[').first().waitFor()
  await rows.focus()
  await page.keyboard.press('End')
  await page.getByRole('region', { name: 'Row 43' }).getByText('episode_index').waitFor()
  await rows.getByRole('gridcell', { name: '43', exact: true }).first().waitFor()
  await expectAccessible(page)
  // Closed, the row keeps its place, and so does the keyboard.
  await page.keyboard.press('Escape')
  await page.getByRole('region', { name: 'Row 43' }).waitFor({ state: 'detached' })
  await page.keyboard.press('ArrowUp')
  await page.getByRole('button', { name: 'Close the row' }).press('Enter')
  await page.keyboard.press('Enter')
  await page.getByRole('region', { name: 'Row 42' }).waitFor()

  await page.getByRole('tab', { name: /columns/ }).click()
  const schema = page.getByRole('group', { name: 'Schema' })
  await schema
    .getByText(/Array2D/)
    .first()
    .waitFor()
  await schema.getByRole('button').first().press('Enter')
  expect(await schema.getByRole('button', { expanded: true }).count()).toBe(1)
  await expectAccessible(page)

  await page.getByRole('tab', { name: /row group/ }).click()
  await page.getByRole('grid', { name: 'Row groups' }).getByRole('row').nth(1).waitFor()
  await page.getByRole('tab', { name: /Metadata/ }).click()
  await page.getByRole('heading', { name: 'huggingface' }).waitFor()
  await expectAccessible(page)
})

it('saves first rows under a new name, and overwrites nothing', async () => {
  const { page, root } = await openApp({ datasets: ['arrays_a'] })
  await page.getByRole('link', { name: 'Parquet' }).click()
  await page.getByRole('button', { name: 'Open file' }).click()
  await walk(page, ...dataFile)
  for (const outcome of ['saved', 'refused'] as const) {
    await page.getByRole('button', { name: 'Save first rows as…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Save first rows as a new file' })
    const rows = dialog.getByRole('textbox', { name: 'Rows' })
    await rows.fill('99999')
    await dialog.getByText('At most 44.').waitFor()
    await rows.fill('5')
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Choose folder' }).click()
    const folders = page.getByRole('dialog', { name: 'Where to put the result' })
    await folders.getByRole('option', { name: 'robots' }).click()
    await folders.getByRole('button', { name: 'Choose folder' }).click()
    await dialog.getByRole('button', { name: 'Save' }).click()
    if (outcome === 'saved') {
      await page.getByRole('status').getByText('Saved 5 rows as file-000-first-5.parquet').waitFor()
      expect(await readdir(root)).toContain('file-000-first-5.parquet')
    } else await dialog.getByText('There is something at this place already').waitFor()
  }
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Open another' }).click()
  await walk(page, 'robots', 'file-000-first-5.parquet')
  await page.getByRole('tab', { name: '5 rows' }).waitFor()
  expect(await readdir(join(root, 'arrays_a', 'data', 'chunk-000'))).toEqual(['file-000.parquet'])
})

it('says why a file cannot be opened', async () => {
  const { page } = await openApp({ datasets: ['pick_a'] })
  await page.goto(`${page.url().replace(/#.*/, '')}#/parquet/aaaaaaaaaaaaaaaaaaaaaaaa`)
  await page.getByRole('alert').getByText('This folder is not known any more').waitFor()
  await expectAccessible(page)
})
