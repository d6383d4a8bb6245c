import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { merge } from '../support/merge.ts'
import { expectAccessible } from './support/axe.ts'
import { openApp } from './support/open-app.ts'
import { expectFrame, goToFrame, openEpisode } from './support/player.ts'

const EPISODE = 2
const LENGTH = 70
const START = 35

/** Presses a key and sees what it does; the player stands on {@link START} before. */
type Effect = (page: Page, key: string) => Promise<void>

const button = (page: Page, name: string, pressed?: boolean) =>
  page.getByRole('button', { name, exact: true, ...(pressed === undefined ? {} : { pressed }) })
const press = (page: Page, key: string) => page.keyboard.press(key)

/** Of what is on after one press and off after another. */
const toggles =
  (name: (key: string) => string): Effect =>
  async (page, key) => {
    await button(page, name(key), false).waitFor()
    await press(page, key)
    await button(page, name(key), true).waitFor()
    await press(page, key)
    await button(page, name(key), false).waitFor()
  }
const goes =
  (frame: number): Effect =>
  async (page, key) => {
    await press(page, key)
    await expectFrame(page, frame)
  }
const opens =
  (episode: number): Effect =>
  async (page, key) => {
    const address = page.url()
    const heading = (number: number) =>
      page.getByRole('heading', { name: new RegExp(`^Episode ${number}\\b`) })
    await press(page, key)
    await heading(episode).waitFor()
    await expectFrame(page, 0)
    await page.goto(address)
    await heading(EPISODE).waitFor()
  }
const speeds =
  (speed: string): Effect =>
  async (page, key) => {
    const select = page.getByRole('combobox', { name: 'Speed' })
    await select.selectOption('1')
    await press(page, key)
    await expect.poll(() => select.inputValue()).toBe(speed)
    await select.selectOption('1')
  }
const focuses =
  (name: string): Effect =>
  async (page, key) => {
    const field = page.getByLabel(name)
    await press(page, key)
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(true)
    await page.getByRole('slider', { name: 'Frame' }).focus()
  }
/** What is seen of the episode by its plots; all 70 frames are 0:00.00 to 0:02.30. */
const shows =
  (before: 'Zoom in' | undefined, range: string): Effect =>
  async (page, key) => {
    if (before !== undefined) await button(page, before).click()
    await press(page, key)
    await page.getByText(range, { exact: true }).waitFor()
    const whole = button(page, 'Whole episode')
    if (await whole.isEnabled()) await whole.click()
    await page.getByText('0:00.00 to 0:02.30', { exact: true }).waitFor()
  }
const trims =
  (kept: string): Effect =>
  async (page, key) => {
    const part = page.getByRole('group', { name: 'Kept part' })
    await press(page, key)
    await part.getByText(kept, { exact: true }).waitFor()
    await press(page, key)
    await part.waitFor({ state: 'detached' })
  }

/** Where playing does not end by itself. */
const inLoop =
  (effect: Effect): Effect =>
  async (page, key) => {
    await button(page, 'Loop', false).click()
    await effect(page, key)
    await button(page, 'Loop', true).click()
  }
const tags = ['1', '2', '3', '4', '5', '6', '7', '8', '9']

/** What the sheet of keys says of the player and the review, the keys that do it, and how it shows. */
const lines: readonly (readonly [does: string, keys: readonly string[], effect: Effect])[] = [
  [
    'Play or pause',
    ['Space'],
    inLoop(async (page, key) => {
      await press(page, key)
      await button(page, 'Pause').waitFor()
      await press(page, key)
      await button(page, 'Play').waitFor()
    }),
  ],
  ['One frame back', ['ArrowLeft', ','], goes(START - 1)],
  ['One frame on', ['ArrowRight', '.'], goes(START + 1)],
  ['Ten frames back', ['Shift+ArrowLeft'], goes(START - 10)],
  ['Ten frames on', ['Shift+ArrowRight'], goes(START + 10)],
  ['One second back', ['Control+ArrowLeft'], goes(START - 30)],
  ['One second on', ['Control+ArrowRight'], goes(START + 30)],
  ['First frame', ['Home'], goes(0)],
  ['Last frame', ['End'], goes(LENGTH - 1)],
  ['Slower', ['j'], speeds('0.5')],
  [
    'Pause',
    ['k'],
    inLoop(async (page, key) => {
      await press(page, key)
      await button(page, 'Play').click()
      await button(page, 'Pause').waitFor()
      await press(page, key)
      await button(page, 'Play').waitFor()
    }),
  ],
  ['Faster', ['l'], speeds('2')],
  ['Play again and again', ['r'], toggles(() => 'Loop')],
  [
    'Go to a frame or a time',
    ['g'],
    async (page, key) => {
      await press(page, key)
      const field = page.getByRole('dialog', { name: 'Go to' }).getByRole('textbox')
      await field.fill('0:01.50')
      await field.press('Enter')
      await expectFrame(page, 45)
    },
  ],
  ['See less of the plots, closer', ['+', '='], shows(undefined, '0:00.58 to 0:01.73')],
  ['See more of the plots', ['-'], shows('Zoom in', '0:00.00 to 0:02.30')],
  ['Previous episode', ['ArrowUp'], opens(EPISODE - 1)],
  ['Next episode', ['ArrowDown'], opens(EPISODE + 1)],
  ['Search the episodes', ['/'], focuses('Search episodes')],
  ['Flag the episode, or not', ['f'], toggles(() => 'Flag')],
  ['Put a tag on, or take it off', tags, toggles((key) => `Tag ${key}`)],
  ['Write a note', ['n'], focuses(`Note on episode ${EPISODE}`)],
  ['Exclude the episode from merges, or include it', ['x', 'Delete'], toggles(() => 'Exclude')],
  [
    'Keep the episode from this frame on; again: from its beginning',
    ['['],
    trims(`keeps ${START}–${LENGTH - 1}`),
  ],
  ['Keep the episode up to this frame; again: to its end', [']'], trims(`keeps 0–${START}`)],
  [
    'Undo the last mark',
    ['Control+z'],
    async (page, key) => {
      await button(page, 'Flag').click()
      await button(page, 'Flag', true).waitFor()
      await press(page, key)
      await button(page, 'Flag', false).waitFor()
    },
  ],
  [
    'Redo',
    ['Control+Shift+Z'],
    async (page, key) => {
      await press(page, key)
      await button(page, 'Flag', true).waitFor()
    },
  ],
]

/** Keys as the sheet writes them. */
function written(keys: string): string {
  const signs = { Control: 'Ctrl', ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓' }
  const named = Object.entries(signs).reduce((text, [name, sign]) => text.replace(name, sign), keys)
  return named.replace(/\b[a-z]$/, (letter) => letter.toUpperCase())
}

it('does by every key what its line in the sheet says', { timeout: 120_000 }, async () => {
  const { page, root } = await openApp({ viewport: { width: 1400, height: 1000 } })
  await merge(['nocam_a', 'nocam_b', 'nocam_a'], { output: join(root, 'three') })
  await openEpisode(page, 'three', EPISODE)
  for (const [, keys, effect] of lines)
    for (const key of keys) {
      // What was gone to before is in the address first.
      await expectFrame(page, Number(await page.getByRole('slider').getAttribute('aria-valuenow')))
      await goToFrame(page, START)
      await expectFrame(page, START)
      await effect(page, key)
    }

  await press(page, '?')
  const sheet = page.getByRole('dialog', { name: 'Keys' })
  await sheet.waitFor()
  const listed = await sheet.locator('section').evaluateAll((places) =>
    places
      .filter((place) => /^(Player|Review)$/.test(place.querySelector('h3')!.textContent))
      .flatMap((place) => [...place.querySelectorAll('dl > div')])
      .map((line) => ({
        does: line.querySelector('dd')!.textContent,
        keys: [...line.querySelectorAll('kbd')].map((key) => key.textContent),
      })),
  )
  expect(listed).toEqual(lines.map(([does, keys]) => ({ does, keys: keys.map(written) })))
  await expectAccessible(page)
  // Behind it, keys do nothing.
  await press(page, 'ArrowRight')
  await press(page, 'Escape')
  await sheet.waitFor({ state: 'detached' })
  await expectFrame(page, START)
  await button(page, 'Flag', true).waitFor()
})
