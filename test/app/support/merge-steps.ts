import type { Page } from 'playwright-core'

/** Goes to a screen by the navigation. */
export async function goTo(
  page: Page,
  screen: 'Library' | 'Merge' | 'Jobs' | 'History' | 'Parquet' | 'Settings',
): Promise<void> {
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: screen }).click()
  await page.getByRole('heading', { level: 1, name: screen }).waitFor()
}

/** On the merge screen: adds datasets that the library has found. */
export async function addFromLibrary(page: Page, ...names: readonly string[]): Promise<void> {
  const first = page.getByRole('button', { name: 'From the library…' })
  const more = page.getByRole('button', { name: 'Add datasets' })
  await first.or(more).waitFor()
  if (await more.isVisible()) {
    await more.click()
    await page.getByRole('menuitem', { name: 'From the library…' }).click()
  } else await first.click()
  const dialog = page.getByRole('dialog', { name: 'Add datasets from the library' })
  for (const name of names) await dialog.getByRole('checkbox', { name: new RegExp(`^${name} `) }).check()
  await dialog.getByRole('button', { name: /^Add \d/ }).click()
}

/** The names in the list of sources, in order. */
export async function sourceNames(page: Page): Promise<string[]> {
  const handles = page.getByRole('list', { name: 'Sources' }).getByRole('button', { name: /^Move / })
  const labels = await handles.evaluateAll((all) => all.map((handle) => handle.ariaLabel ?? ''))
  return labels.map((label) => label.replace(/^Move (.*), \d+ of \d+$/, '$1'))
}

/** On the merge screen: names the result. */
export async function nameResult(page: Page, name: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Name of the result' }).fill(name)
}

/** The button that starts the merge. */
export const mergeButton = (page: Page) => page.getByRole('button', { name: /^Merge( [\d,]+ episodes?)?$/ })

/** Merges datasets of the library from the beginning to the end. */
export async function mergeFromLibrary(page: Page, sources: readonly string[], name: string): Promise<void> {
  await goTo(page, 'Merge')
  await addFromLibrary(page, ...sources)
  await page.getByRole('group', { name: 'Plan' }).waitFor()
  await nameResult(page, name)
  await mergeButton(page).click()
  await page.getByText('Verified:').waitFor()
}
