import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { fixture } from '../support/fixtures.ts'
import { expectAccessible } from './support/axe.ts'
import { openApp } from './support/open-app.ts'

const grid = (page: Page) => page.getByRole('grid', { name: 'Datasets' })
const row = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(`^${name} `) })

/** Names in the order of the table. */
async function names(page: Page): Promise<string[]> {
  return grid(page).locator('[role=row] > [role=gridcell]:first-child').allInnerTexts()
}

it('lists what is found below the served folder, with its figures and its health', async () => {
  const { page, root } = await openApp({ datasets: ['pick_a', 'pick_b'] })
  await row(page, 'pick_a').getByText('Good').waitFor()
  const cells = await row(page, 'pick_a').getByRole('gridcell').allInnerTexts()
  expect(cells).toEqual([
    'pick_a',
    '',
    'so101_follower',
    '3',
    '125',
    '0:04',
    '30',
    '2',
    '147 kB',
    'v3.0',
    'Good',
  ])
  await page.getByText('2 datasets').waitFor()

  // What is recorded, damaged or deleted while the window is open.
  await cp(fixture('pick_c'), join(root, 'monday', 'pick_c'), { recursive: true })
  await row(page, 'pick_c').getByText('monday').waitFor()
  await mkdir(join(root, 'broken', 'meta'), { recursive: true })
  await writeFile(join(root, 'broken', 'meta', 'info.json'), '{"codebase_version": "v3.0"')
  await row(page, 'broken').getByText('Unreadable').waitFor()
  await rm(join(root, 'pick_b'), { recursive: true })
  await row(page, 'pick_b').waitFor({ state: 'detached' })
  await page.getByText('3 datasets').waitFor()

  await row(page, 'broken').click()
  await page.getByText('info.json').waitFor()
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  await page.getByRole('alert').getByText('A JSON file is damaged').waitFor()
  await expectAccessible(page)
})

it('searches and orders', async () => {
  const { page } = await openApp({ datasets: ['pick_a', 'pick_b', 'pick_c', 'fps15', 'other_robot'] })
  await row(page, 'pick_c').waitFor()
  await page.getByRole('button', { name: 'Frames' }).click()
  await expect.poll(() => names(page)).toEqual(['fps15', 'other_robot', 'pick_b', 'pick_a', 'pick_c'])
  await page.getByRole('button', { name: 'Frames' }).click()
  await expect.poll(() => names(page)).toEqual(['pick_c', 'pick_a', 'pick_b', 'fps15', 'other_robot'])
  const header = page.getByRole('columnheader', { name: 'Frames' })
  expect(await header.getAttribute('aria-sort')).toBe('descending')

  await grid(page).press('/')
  await page.keyboard.type('koch')
  await expect.poll(() => names(page)).toEqual(['other_robot'])
  await page.keyboard.type(' nothing')
  await page.getByText('No dataset matches this search.').waitFor()
  await expectAccessible(page)
})

it('is used with the keyboard alone: choose some, merge them', async () => {
  const { page } = await openApp({ datasets: ['pick_a', 'pick_b', 'pick_c'] })
  await row(page, 'pick_c').waitFor()
  await grid(page).focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Space')
  await page.keyboard.press('Shift+End')
  await page.getByRole('button', { name: 'Merge 3 selected' }).waitFor()
  await page.keyboard.press('Shift+ArrowUp')
  await page.getByRole('button', { name: 'Merge 2 selected' }).waitFor()
  await page.keyboard.press('Control+a')
  await page.getByRole('button', { name: 'Merge 3 selected' }).waitFor()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Space')
  await page.getByRole('button', { name: 'Merge 2 selected' }).waitFor()
  await page.keyboard.press('m')
  await page.getByRole('heading', { level: 1, name: 'Merge' }).waitFor()
  await page.getByRole('list', { name: 'Sources' }).getByText('pick_c', { exact: true }).waitFor()
})

it('chooses with the mouse as a file manager does', async () => {
  const { page } = await openApp({ datasets: ['pick_a', 'pick_b', 'pick_c'] })
  await row(page, 'pick_a').click()
  await row(page, 'pick_c').click({ modifiers: ['Shift'] })
  await page.getByRole('button', { name: 'Merge 3 selected' }).waitFor()
  await row(page, 'pick_b').click({ modifiers: ['ControlOrMeta'] })
  await page.getByRole('button', { name: 'Merge 2 selected' }).waitFor()
  await row(page, 'pick_b').click()
  await page.getByRole('button', { name: 'Merge 1 selected' }).waitFor()
})

it('says what to do first when nothing is there', async () => {
  const { page } = await openApp()
  await page.getByRole('heading', { name: 'No dataset was found in these folders' }).waitFor()
  await expectAccessible(page)
  // A folder below the served ones becomes one of the library's, and leaves it again.
  await page.getByRole('main').getByRole('button', { name: 'Add folder' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Add a folder to the library' })
  await dialog.getByRole('listbox').waitFor()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
})

it('adds a folder, finds what is in it, and lets it go', async () => {
  const { page, root } = await openApp({ datasets: ['pick_a'] })
  await mkdir(join(root, 'tuesday'))
  await cp(fixture('pick_b'), join(root, 'tuesday', 'pick_b'), { recursive: true })
  await page.getByRole('button', { name: 'Add folder' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a folder to the library' })
  const confirm = dialog.getByRole('button', { name: 'Add folder' })
  const entries = dialog.getByRole('listbox', { name: 'Entries' })
  await dialog.getByRole('option', { name: 'robots' }).waitFor()
  await entries.press('ArrowDown')
  await entries.press('Enter')
  await dialog.getByRole('option', { name: 'tuesday' }).click()
  await confirm.click()
  const folders = page.getByRole('list', { name: 'Folders of the library' })
  await folders.getByText('tuesday').waitFor()
  await page.getByRole('button', { name: /^Remove .*tuesday from the library/ }).click()
  await page.getByRole('status').getByText('Nothing was deleted').waitFor()
  await expect.poll(() => folders.getByRole('listitem').count()).toBe(1)
  // No other can be removed: the focus goes to what adds one.
  await page
    .locator(':focus')
    .and(page.getByRole('button', { name: 'Add folder' }))
    .waitFor()
})

it('goes anywhere by the command palette, and not while a dialog asks', async () => {
  const { page } = await openApp({ datasets: ['pick_a', 'pick_b'] })
  await row(page, 'pick_b').waitFor()
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: 'Commands' })
  await palette.waitFor()
  await expectAccessible(page)
  await page.keyboard.type('pick_b')
  await page.keyboard.press('?')
  expect(await page.getByRole('dialog', { name: 'Keys' }).count()).toBe(0)
  await page.keyboard.press('Backspace')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'pick_b' }).waitFor()

  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keys' }).getByText('Select all rows').waitFor()
  await expectAccessible(page)
  await page.keyboard.press('Escape')

  await page.keyboard.press('Control+o')
  const dialog = page.getByRole('dialog', { name: 'Open a dataset' })
  await dialog.getByRole('option', { name: 'robots' }).waitFor()
  // As typed: the list has the focus from the beginning, and keeps it from folder to folder.
  for (const key of ['ArrowDown', 'Enter']) await page.keyboard.press(key)
  await dialog.getByRole('option', { name: /^pick_a/ }).waitFor()
  await page.keyboard.press('Backspace')
  await dialog.getByRole('option', { name: 'robots' }).waitFor()
  for (const key of ['ArrowDown', 'Enter']) await page.keyboard.press(key)
  await dialog.getByRole('option', { name: /^pick_a/ }).waitFor()
  for (const key of ['ArrowDown', 'Enter']) await page.keyboard.press(key)
  await page.getByRole('heading', { level: 1, name: 'pick_a' }).waitFor()
})
