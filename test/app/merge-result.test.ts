import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { AppError } from '#shared/errors.ts'
import { expectAccessible } from './support/axe.ts'
import { breakCall } from './support/break-call.ts'
import {
  addFromLibrary,
  goTo,
  mergeButton,
  mergeFromLibrary,
  nameResult,
  sourceNames,
} from './support/merge-steps.ts'
import { openApp } from './support/open-app.ts'
import { expectFrame, expectInStep, look, type Origin, type Picture } from './support/player.ts'
import { tabTo } from './support/tab-to.ts'

const viewport = { width: 1400, height: 1000 }
/** Episodes of the result in order, in another one than they were recorded in. */
const planned: readonly (Origin & {
  readonly source: string
  readonly was: number
  readonly task: string
})[] = [
  {
    source: 'pick_c',
    was: 3,
    dataset: 3,
    first: 118,
    length: 41,
    cameras: 2,
    task: 'Fold the towel — “gently”',
  },
  {
    source: 'pick_c',
    was: 0,
    dataset: 3,
    first: 0,
    length: 25,
    cameras: 2,
    task: 'Fold the towel — “gently”',
  },
  { source: 'pick_a', was: 1, dataset: 1, first: 40, length: 35, cameras: 2, task: 'Place it in the bin' },
  { source: 'pick_a', was: 2, dataset: 1, first: 75, length: 50, cameras: 2, task: 'Pick it' },
]

/** Takes these episodes of a source of the draft. */
async function takeEpisodes(page: Page, source: string, list: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^Episodes of ${source}`) }).click()
  const episodes = page.getByRole('textbox', { name: new RegExp(`^Episodes of ${source}`) })
  await episodes.fill(list)
  await episodes.press('Enter')
}

/** What the table beside the plots says of a column that numbers rows. */
async function valueOf(page: Page, column: string): Promise<string> {
  const row = page
    .getByRole('table', { name: `Values of ${column}` })
    .getByRole('row', { name: new RegExp(`^${column} `) })
  return await row.getByRole('cell').first().innerText()
}

/** Pictures and numbers of the first and the last frame of the episode that is open. */
async function seenOf(page: Page, origin: Origin) {
  const seen: { pictures: readonly Picture[]; numbers: readonly string[] }[] = []
  for (const [key, frame] of [
    ['Home', 0],
    ['End', origin.length - 1],
  ] as const) {
    await page.keyboard.press(key)
    await expectFrame(page, frame)
    const now = await look(page)
    expectInStep([now], origin)
    await expect.poll(() => valueOf(page, 'index')).not.toBe('–')
    const columns = ['frame_index', 'episode_index', 'index', 'task_index']
    const numbers = await Promise.all(columns.map((column) => valueOf(page, column)))
    seen.push({ pictures: now.pictures, numbers })
  }
  return seen
}

it(
  'plays the result before it is written, and the written one is the same',
  { timeout: 240_000 },
  async () => {
    const { page } = await openApp({ datasets: ['pick_a', 'pick_c'], viewport })
    await goTo(page, 'Merge')
    await addFromLibrary(page, 'pick_a', 'pick_c')
    await takeEpisodes(page, 'pick_c', '3, 0')
    await takeEpisodes(page, 'pick_a', '1, 2')
    const wording = page.getByRole('textbox', { name: 'Wording of the task Pick the red cube' })
    await wording.fill('Pick it')
    await wording.press('Enter')
    await page.getByRole('button', { name: /^Move pick_c/ }).press('Alt+ArrowUp')
    await expect.poll(() => sourceNames(page)).toEqual(['pick_c', 'pick_a'])
    await nameResult(page, 'mine')
    await mergeButton(page).filter({ hasText: 'Merge 4 episodes' }).waitFor()

    await page.getByRole('button', { name: 'Preview the result' }).click()
    await page.getByRole('heading', { level: 1, name: 'Preview of mine' }).waitFor()
    const rows = page.getByRole('grid', { name: 'Episodes of the result' }).getByRole('row')
    await rows.getByText('pick_a').first().waitFor()
    expect(await rows.count()).toBe(1 + planned.length)
    await page.getByRole('button', { name: 'Time and indices' }).click()
    const before: unknown[] = []
    let index = 0
    for (const [number, episode] of planned.entries()) {
      const { source, was, task, length } = episode
      const row = rows.nth(1 + number)
      expect(await row.getByRole('gridcell').allInnerTexts()).toEqual([
        String(number),
        source,
        String(was),
        task,
        String(length),
      ])
      await row.click()
      await page.getByRole('region', { name: `Episode ${number} of the result` }).waitFor()
      await page.getByText(`Comes from ${source}, episode ${was}`).waitFor()
      const seen = await seenOf(page, episode)
      expect(seen.map(({ numbers }) => numbers.slice(0, 3))).toEqual([
        ['0', number, index].map(String),
        [length - 1, number, index + length - 1].map(String),
      ])
      before.push(seen)
      index += length
    }
    await page.getByText('Where it will be').click()
    const files = page.getByRole('table', { name: 'Files that the episode will be in' })
    await files.getByRole('row', { name: /^rows data\/.*file-000.parquet index 101–150$/ }).waitFor()
    await files.getByRole('row', { name: /top videos\/.*file-000.mp4 101–150$/ }).waitFor()
    await expectAccessible(page)

    await page.getByRole('button', { name: 'Back to the merge' }).click()
    await page.getByRole('button', { name: 'Episodes of pick_c: 2 of 4 episodes' }).waitFor()
    expect(await sourceNames(page)).toEqual(['pick_c', 'pick_a'])
    expect(await page.getByRole('textbox', { name: 'Name of the result' }).inputValue()).toBe('mine')
    await page.getByRole('textbox', { name: 'Wording of the task Pick it' }).waitFor()
    await mergeButton(page).filter({ hasText: 'Merge 4 episodes' }).click()
    await page.getByText('Verified:').waitFor()

    await page.getByRole('button', { name: 'Preview result' }).click()
    const after: unknown[] = []
    for (const [number, episode] of planned.entries()) {
      await page.getByRole('region', { name: `Episode ${number}`, exact: true }).waitFor()
      await page.getByText(`Came from ${episode.source}, episode ${episode.was}`).waitFor()
      after.push(await seenOf(page, episode))
      await page.keyboard.press('ArrowDown')
    }
    expect(after).toEqual(before)
    await expectAccessible(page)

    // The link leads to what was recorded.
    await page.getByRole('link', { name: 'pick_a, episode 2' }).click()
    await page.getByRole('heading', { level: 1, name: 'pick_a' }).waitFor()
    await expectFrame(page, 0)
    expectInStep([await look(page)], planned[3]!)
  },
)

it('is looked at with the keyboard alone, and by a link', { timeout: 120_000 }, async () => {
  const { page, openWindow } = await openApp({ datasets: ['pick_a', 'pick_c'] })
  await goTo(page, 'Merge')
  await addFromLibrary(page, 'pick_a', 'pick_c')
  await page.getByRole('group', { name: 'Plan' }).waitFor()
  const asked: number[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/merge.previewEpisode'))
      asked.push((request.postDataJSON() as { episode: number }).episode)
  })
  await tabTo(page, /^Preview the result$/)
  await page.keyboard.press('Enter')
  await expectFrame(page, 0)
  // Itself, and the one behind it, which opens without asking.
  await expect.poll(() => asked).toEqual([0, 1])
  await page.keyboard.press('ArrowDown')
  await page.getByRole('region', { name: 'Episode 1 of the result' }).waitFor()
  await expectFrame(page, 0)
  await expect.poll(() => asked).toEqual([0, 1, 2])
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowDown')
  await page.getByRole('region', { name: 'Episode 4 of the result' }).waitFor()
  await page.getByText('Comes from pick_c, episode 1').waitFor()
  await expectFrame(page, 0)
  await page.keyboard.press('Shift+ArrowRight')
  await expectFrame(page, 10)
  const origin = { dataset: 3, first: 25, length: 60, cameras: 2 }
  expectInStep([await look(page)], origin)

  const other = await openWindow()
  await other.goto(page.url())
  await expectFrame(other, 10)
  expectInStep([await look(other)], origin)

  // Planning anew may fail, too, which is told where it was asked for.
  const mendEpisode = await breakCall(other, 'merge.previewEpisode')
  await other.reload()
  const planAgain = other.getByRole('button', { name: 'Plan again' })
  await planAgain.waitFor()
  const error: AppError = { code: 'SOURCE_CHANGED', message: 'pick_a is being recorded' }
  await other.route('**/api/merge.preview', (route) => route.fulfill({ json: { ok: false, error } }))
  await planAgain.click()
  await other.getByText('Pick_a is being recorded.').waitFor()
  await other.unroute('**/api/merge.preview')
  await mendEpisode()
  await planAgain.click()
  await expectFrame(other, 10)

  await tabTo(page, /^Episodes of the result$/)
  await page.keyboard.press('ArrowUp')
  await page.getByText('Comes from pick_c, episode 0').waitFor()
  await tabTo(page, /^Back to the merge$/, 'Shift+Tab')
  await page.keyboard.press('Enter')
  expect(await sourceNames(page)).toEqual(['pick_a', 'pick_c'])
})

it(
  'follows an episode through merges of merges, and says where the way ends',
  { timeout: 240_000 },
  async () => {
    const { page, root } = await openApp({ datasets: ['pick_a', 'pick_b', 'pick_c'] })
    await mergeFromLibrary(page, ['pick_a', 'pick_b'], 'week')
    await goTo(page, 'Library')
    await page.getByRole('row', { name: /^week .*Good/ }).waitFor()
    await mergeFromLibrary(page, ['pick_c', 'week'], 'month')
    await goTo(page, 'History')
    await page.getByRole('link', { name: 'month' }).first().click()
    await page.getByRole('button', { name: 'Preview result' }).click()
    await page.getByText('Came from pick_c, episode 0').waitFor()
    await page.getByRole('grid', { name: 'Episodes' }).getByRole('row', { name: /^8\b/ }).click()
    const way = page.getByText('Came from week, episode 4, which came from pick_b, episode 1')
    await way.waitFor()
    expect(await way.getByRole('link').allInnerTexts()).toEqual(['week, episode 4', 'pick_b, episode 1'])
    const address = page.url()

    await rename(join(root, 'pick_b'), join(root, 'moved'))
    await page.getByRole('link', { name: 'week, episode 4' }).click()
    await page.getByRole('heading', { level: 1, name: 'week' }).waitFor()
    await page.goto(address)
    const ends = page.getByText('which came from pick_b, episode 1 (not where it was any more)')
    await ends.waitFor()
    expect(await ends.getByRole('link').allInnerTexts()).toEqual(['week, episode 4'])
    await expectAccessible(page)
  },
)
