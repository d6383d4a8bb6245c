import { expect, it } from 'vitest'
import { expectAccessible } from './support/axe.ts'
import { openApp } from './support/open-app.ts'

it('keeps what is chosen, in every window and over a restart', { timeout: 120_000 }, async () => {
  const { page, openWindow, restart, home } = await openApp()
  const open = async (target: typeof page) => {
    await target.getByRole('link', { name: 'Settings' }).click()
    await target.getByRole('combobox', { name: 'Theme' }).waitFor()
  }
  const theme = (target: typeof page) => target.locator('html').getAttribute('data-theme')
  await open(page)
  await expectAccessible(page)
  await page.getByText(home).waitFor()
  const other = await openWindow()
  await open(other)

  await page.getByRole('combobox', { name: 'Theme' }).selectOption('Dark')
  await expect.poll(() => theme(page)).toBe('dark')
  await expect.poll(() => theme(other)).toBe('dark')

  const size = page.getByRole('textbox', { name: 'Data files' })
  await size.fill('much')
  await page.getByText('Type a number.').waitFor()
  await expectAccessible(page)
  await size.press('Escape')
  expect(await size.inputValue()).toBe('100')
  await size.fill('12,5')
  await size.press('Enter')
  await expect.poll(() => other.getByRole('textbox', { name: 'Data files' }).inputValue()).toBe('12.5')

  await restart()
  await open(page)
  expect(await page.getByRole('textbox', { name: 'Data files' }).inputValue()).toBe('12.5')
  await expect.poll(() => theme(page)).toBe('dark')
  await page.getByRole('combobox', { name: 'Theme' }).selectOption('As the system')
  await expect.poll(() => theme(page)).toBeNull()
})
