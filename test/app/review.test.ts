import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { openDataset as openFiles } from '#engine/index.ts'
import { expectAccessible } from './support/axe.ts'
import { openApp } from './support/open-app.ts'
import { expectFrame, goToFrame, openEpisode } from './support/player.ts'
import { expectFaithful } from '../support/expect-faithful.ts'
import { merge } from '../support/merge.ts'
import { goTo, mergeButton, nameResult } from './support/merge-steps.ts'

const grid = (page: Page) => page.getByRole('grid', { name: 'Episodes' })

/** Numbers of the listed episodes, in order. */
function listed(page: Page): Promise<string[]> {
  return grid(page).locator('[role=row] > [role=gridcell]:first-child').allInnerTexts()
}

/** The cells of an episode's line by the titles of their columns; signs by their names. */
async function cells(page: Page, episode: number): Promise<Record<string, string>> {
  const titles = await grid(page).getByRole('columnheader').allInnerTexts()
  const all = await grid(page)
    .getByRole('row', { name: new RegExp(`^${episode} `) })
    .getByRole('gridcell')
    .all()
  const texts = await Promise.all(
    all.map(async (cell) => {
      const [sign] = await cell.getByRole('img').all()
      return sign === undefined ? await cell.innerText() : await sign.getAttribute('aria-label')
    }),
  )
  return Object.fromEntries(titles.map((title, i) => [title.trim(), texts[i]?.replace(/\s+/g, ' ') ?? '']))
}

async function openDataset(page: Page, name: string): Promise<void> {
  await page.getByRole('row', { name: new RegExp(`^${name} `) }).dblclick()
  await page.getByRole('heading', { level: 1, name }).waitFor()
  await page
    .getByRole('search', { name: 'Episodes' })
    .getByText(/^\d+ episodes/)
    .waitFor()
}

it('marks episodes with the keyboard, takes it back, and knows it after a restart', async () => {
  const app = await openApp({ datasets: ['pick_a'] })
  const { page } = app
  await openDataset(page, 'pick_a')
  await page.keyboard.press('ArrowDown')
  const bar = page.getByRole('group', { name: 'Marks of episode 0' })
  await bar.waitFor()
  for (const key of ['f', '3', '1', 'x']) {
    await page.keyboard.down(key)
    // Held too long: once more, and still one press.
    await page.keyboard.down(key)
    await page.keyboard.up(key)
  }
  await expect
    .poll(() => cells(page, 0))
    .toMatchObject({ Flag: 'flagged', Excluded: 'excluded', Tags: '1 3' })
  await page.keyboard.press('n')
  await page.keyboard.type('gripper slipped, 2x')
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  await expect.poll(() => cells(page, 0)).toMatchObject({ Note: 'gripper slipped, 2x' })

  // Enter led back to the list: five steps back, two on.
  for (let i = 0; i < 5; i++) await page.keyboard.press('Control+z')
  await expect.poll(() => cells(page, 0)).toMatchObject({ Flag: '', Excluded: '', Tags: '', Note: '' })
  await page.keyboard.press('Control+Shift+Z')
  await page.keyboard.press('Control+Shift+Z')
  await expect.poll(() => cells(page, 0)).toMatchObject({ Flag: 'flagged', Excluded: '', Tags: '3' })
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Delete')
  await expect.poll(() => cells(page, 1)).toMatchObject({ Excluded: 'excluded' })
  await page.getByText('3 episodes, 1 excluded').waitFor()

  // A note counts also where nobody leaves its field before the screen, or the page.
  await page.keyboard.press('n')
  await page.keyboard.type('too')
  await page.goBack()
  await openDataset(page, 'pick_a')
  await expect.poll(() => cells(page, 1)).toMatchObject({ Note: 'too' })
  await page.keyboard.press('n')
  await page.keyboard.type(' short')
  await page.reload()
  await expect.poll(() => cells(page, 1)).toMatchObject({ Note: 'too short' })

  await app.restart()
  await openDataset(page, 'pick_a')
  await expect.poll(() => cells(page, 0)).toMatchObject({ Flag: 'flagged', Excluded: '', Tags: '3' })
  await expect.poll(() => cells(page, 1)).toMatchObject({ Flag: '', Excluded: 'excluded' })
})

it('goes on by keys after clicks, beside every part of the dataset, and where the keys were before', async () => {
  const { page } = await openApp({ datasets: ['pick_a'] })
  await openEpisode(page, 'pick_a', 1)
  const bar = page.getByRole('group', { name: 'Marks of episode 1' })
  const exclude = bar.getByRole('button', { name: 'Exclude' })
  const pressed = (name: string) => bar.getByRole('button', { name, pressed: true })
  await exclude.click()
  await pressed('Exclude').waitFor()
  // Not one more press of the button: it plays.
  await page.keyboard.press('Space')
  await page.getByRole('button', { name: 'Pause' }).waitFor()
  await page.keyboard.press('Space')
  await pressed('Exclude').waitFor()
  const speed = page.getByRole('combobox', { name: 'Speed' })
  await speed.click()
  await speed.selectOption('2×')
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowRight')
  await expectFrame(page, 1)
  expect(await speed.inputValue()).toBe('2')

  await page.getByRole('tab', { name: /features/ }).click()
  await page.keyboard.press('f')
  await pressed('Flag').waitFor()
  await page.keyboard.press('n')
  await page.keyboard.type('given up')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+z')
  await pressed('Flag').waitFor({ state: 'detached' })
  expect(await bar.getByRole('textbox').inputValue()).toBe('')
  await page.getByRole('tab', { name: /episodes/ }).click()
  await expect.poll(() => listed(page)).toEqual(['0', '1', '2'])

  await page.getByRole('slider', { name: 'Frame' }).focus()
  await page.keyboard.press('Escape')
  await page.getByRole('slider', { name: 'Frame' }).waitFor({ state: 'detached' })
  await page.keyboard.press('/')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: /^Episode 2\b/ }).waitFor()
})

it('lists what is looked for, goes through that only, and shows what is odd first', async () => {
  const { page, root } = await openApp()
  await merge(['pick_a', 'pick_b', 'pick_a'], { output: join(root, 'twice') })
  await openDataset(page, 'twice')
  expect(await listed(page)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7'])

  await grid(page).press('/')
  await page.keyboard.type('bin')
  await expect.poll(() => listed(page)).toEqual(['1', '3', '4', '6'])
  await page.getByText('4 of 8 episodes').waitFor()
  // Keys in the field are text, and Ctrl+Z is about that text.
  await page.keyboard.type(' x1f')
  await page.getByText('No episode matches.').waitFor()
  await expectAccessible(page)
  await page.getByRole('searchbox', { name: 'Search episodes' }).fill('')
  await page.getByRole('combobox', { name: 'Task' }).selectOption('Pick the red cube')
  await page.getByRole('textbox', { name: 'Length in frames' }).fill('>40')
  await expect.poll(() => listed(page)).toEqual(['2', '7'])
  await page.getByRole('textbox', { name: 'Length in frames' }).fill('long')
  await page.getByText('Write 300, 100-300, >300 or <100.').waitFor()
  await page.getByRole('textbox', { name: 'Length in frames' }).fill('')
  await page.getByRole('combobox', { name: 'Task' }).selectOption('')

  await page.getByRole('button', { name: 'Suspicious first' }).click()
  await expect.poll(() => listed(page)).toEqual(['5', '6', '7', '0', '1', '2', '3', '4'])
  expect(await cells(page, 6)).toMatchObject({ Why: 'Same pictures as episode 1' })
  expect(await cells(page, 0)).toMatchObject({ Why: '' })
  await page.getByText('8 episodes, 3 suspicious').waitFor()
  await expectAccessible(page)
  await grid(page).getByRole('button', { name: 'Length' }).click()
  await expect.poll(() => listed(page)).toEqual(['6', '5', '7', '3', '1', '0', '4', '2'])

  // Beside an open episode the keys go through the list as it is.
  const viewed = (episode: number) => page.getByRole('region', { name: `Episode ${episode}`, exact: true })
  await grid(page).getByRole('row', { name: /^5 / }).click()
  await viewed(5).waitFor()
  await page.keyboard.press('ArrowDown')
  await viewed(7).waitFor()
  await page.keyboard.press('f')
  await expect.poll(() => cells(page, 7)).toMatchObject({ Marks: 'flagged' })
  await page.getByRole('combobox', { name: 'Marks' }).selectOption('Flagged')
  await expect.poll(() => listed(page)).toEqual(['7'])
  // What no longer fits stays until another one is reached.
  await grid(page).press('f')
  await expect.poll(() => cells(page, 7)).toMatchObject({ Marks: '' })
  await page.getByRole('combobox', { name: 'Marks' }).selectOption('Not excluded')
  await grid(page).press('x')
  await expect.poll(() => listed(page)).toHaveLength(8)
  await page.getByRole('button', { name: 'Close the episode' }).focus()
  await page.keyboard.press('ArrowUp')
  await viewed(5).waitFor()
  await expect.poll(() => listed(page)).toEqual(['6', '5', '3', '1', '0', '4', '2'])
  await grid(page).focus()
  await expectAccessible(page)
})

it('leaves excluded episodes out of a merge, and says so', async () => {
  const { page, root } = await openApp({ datasets: ['pick_a'] })
  await openDataset(page, 'pick_a')
  await grid(page).focus()
  await page.keyboard.press('ArrowDown')
  await page.getByRole('group', { name: 'Marks of episode 0' }).waitFor()
  await page.keyboard.press('x')
  await page.getByText('3 episodes, 1 excluded').waitFor()
  await page.getByRole('button', { name: 'Add to merge' }).click()
  const sources = page.getByRole('list', { name: 'Sources' })
  await sources.getByText('1 excluded in review').waitFor()
  await sources.getByRole('button', { name: 'Episodes of pick_a: 2 of 3 episodes' }).waitFor()

  // What is excluded after that stays out, too.
  await page.goBack()
  await grid(page).getByRole('row', { name: /^2 / }).click()
  await page.getByRole('group', { name: 'Marks of episode 2' }).waitFor()
  await page.keyboard.press('x')
  await page.getByText('3 episodes, 2 excluded').waitFor()
  await goTo(page, 'Merge')
  const one = sources.getByRole('button', { name: 'Episodes of pick_a: 1 of 3 episodes' })
  await one.waitFor()
  await page.reload()
  await sources.getByText('2 excluded in review').waitFor()

  // Unless somebody takes it all the same.
  await one.click()
  await sources.getByRole('checkbox', { name: '2', exact: true }).check()
  await sources.getByText('Episode 2 is excluded in the review, but taken here.').waitFor()
  await expectAccessible(page)
  await sources.getByRole('button', { name: 'Leave it out: pick_a' }).click()
  await one.waitFor()
  await nameResult(page, 'reviewed')
  await mergeButton(page).click()
  await page.getByText('Verified:').waitFor()
  const { episodes } = await openFiles(join(root, 'reviewed'))
  expect(episodes.map(({ record }) => record.length)).toEqual([35])
})

it('trims an episode by keys, shows it, takes it back, and merges what is kept', async () => {
  const { page, root } = await openApp({ datasets: ['pick_a'] })
  await openEpisode(page, 'pick_a', 1)
  await goToFrame(page, 6)
  await expectFrame(page, 6)
  await page.keyboard.press('[')
  const part = page.getByRole('group', { name: 'Kept part' })
  await part.getByText('keeps 6–').waitFor()
  await goToFrame(page, 24)
  await expectFrame(page, 24)
  await page.keyboard.press(']')
  await part.getByText('keeps 6–24').waitFor()
  await expectAccessible(page)
  // The same key at the same frame takes that side back, as does undoing.
  await page.keyboard.press(']')
  await part.getByText('keeps 6–24').waitFor({ state: 'detached' })
  await page.keyboard.press('Control+z')
  await part.getByText('keeps 6–24').waitFor()
  await page.getByRole('grid', { name: 'Episodes' }).getByRole('img', { name: 'trimmed' }).waitFor()

  await page.getByRole('button', { name: 'Add to merge' }).click()
  const sources = page.getByRole('list', { name: 'Sources' })
  await sources.getByText('1 trimmed').waitFor()
  await sources.getByRole('button', { name: 'Episodes of pick_a: 3 episodes' }).click()
  await sources.getByText('Kept of trimmed episodes: 1 (frames 6–24)').waitFor()
  await expectAccessible(page)
  await nameResult(page, 'trimmed')
  await mergeButton(page).click()
  await page.getByText('Verified:').waitFor()
  await expectFaithful(join(root, 'trimmed'), {
    sources: ['pick_a'],
    trims: [[{ episode: 1, from: 6, to: 25 }]],
  })
})
