import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { mergeOptionsSchema, type Recipe } from '#shared/plan.ts'
import { expect } from 'vitest'
import type { App } from './open-app.ts'

/** Goes to a screen by the navigation. */
export async function goTo(page: Page, screen: 'Library' | 'Merge' | 'Jobs' | 'History'): Promise<void> {
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

const COPIES = 500
/** Episodes of the long merge. */
export const LONG_EPISODES = COPIES * 3
/** What a long merge may take on a busy machine. */
export const LONG_MS = 120_000

/** Opens a recipe that takes the same dataset many times: a merge long enough to be interrupted. */
async function openLongMerge(app: Pick<App, 'page' | 'root' | 'home'>, name: string): Promise<void> {
  const source = { path: join(app.root, 'pick_a'), name: 'pick_a', fingerprint: '' }
  const recipe: Recipe = {
    episplice: 'recipe/1',
    sources: Array.from({ length: COPIES }, () => source),
    options: mergeOptionsSchema.parse({}),
  }
  const path = join(app.home, 'long.json')
  await writeFile(path, JSON.stringify(recipe))
  await goTo(app.page, 'Merge')
  await app.page.getByLabel('Recipe file').setInputFiles(path)
  await app.page.getByText(`${COPIES} sources`).waitFor()
  await nameResult(app.page, name)
}

/** Starts the long merge and waits until it writes. */
export async function startLongMerge(app: Pick<App, 'page' | 'root' | 'home'>, name: string): Promise<void> {
  await openLongMerge(app, name)
  await mergeButton(app.page).click()
  // Nothing else in between: a merge may be shorter than reading a page that draws hundreds of sources.
  const isWriting = async (): Promise<boolean> =>
    (await readdir(app.root)).some((entry) => entry.startsWith(`${name}.partial-`))
  try {
    await expect.poll(isWriting, { timeout: LONG_MS, interval: 20 }).toBe(true)
  } catch (cause) {
    const told = await app.page.getByRole('main').innerText()
    throw new Error(`the merge did not begin; the page says: ${told.slice(0, 500)}`, { cause })
  }
}
