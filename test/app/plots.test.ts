import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { fixture } from '../support/fixtures.ts'
import { readTable } from '../support/read-table.ts'
import { expectAccessible } from './support/axe.ts'
import { openApp } from './support/open-app.ts'
import { expectFrame, goToFrame, openEpisode } from './support/player.ts'

const viewport = { width: 1400, height: 1100 }

/** The rows of an episode of a dataset that has one data file. */
async function rowsOf(dataset: string, episode: number) {
  const { rows } = await readTable(join(fixture(dataset), 'data/chunk-000/file-000.parquet'))
  return rows.filter((row) => row['episode_index'] === episode)
}

function panelOf(page: Page, title: string): Locator {
  return page.getByRole('region', { name: title, exact: true })
}

/** What the table beside a plot says of a line. */
async function figures(page: Page, title: string, line: string): Promise<string[]> {
  const row = panelOf(page, title).getByRole('row', { name: new RegExp(`^${line} `) })
  return await row.getByRole('cell').allInnerTexts()
}

/** Waits until the values of a line have arrived. */
async function expectValues(page: Page, title: string, line: string): Promise<void> {
  await expect.poll(() => figures(page, title, line)).not.toContain('–')
}

/** Where a frame is on the lines of a plot. */
async function placeOf(page: Page, title: string, fraction: number): Promise<{ x: number; y: number }> {
  const box = (await panelOf(page, title).locator('.u-over').boundingBox())!
  return { x: box.x + box.width * fraction, y: box.y + box.height / 2 }
}

/** How many pixels of a plot have the colour of a token, as the theme has it now. */
async function pixelsOf(page: Page, title: string, token: string): Promise<number> {
  // Drawn where it is seen.
  await panelOf(page, title).scrollIntoViewIfNeeded()
  return panelOf(page, title)
    .locator('canvas')
    .evaluate((canvas: HTMLCanvasElement, name) => {
      const probe = document.body.appendChild(document.createElement('span'))
      probe.style.setProperty('color', `var(--${name})`)
      const [red, green, blue] = getComputedStyle(probe).color.match(/\d+/g)!.map(Number)
      probe.remove()
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
      let count = 0
      for (let i = 0; i < data.length; i += 4)
        if (data[i] === red && data[i + 1] === green && data[i + 2] === blue && data[i + 3] === 255) count++
      return count
    }, token)
}

it('shows state and action of every joint, and what the file says of the frame', async () => {
  const { page } = await openApp({ datasets: ['pick_a'], viewport })
  await openEpisode(page, 'pick_a', 1)
  const joints = panelOf(page, 'Joints')
  const titles = await joints.getByRole('heading', { level: 4 }).allInnerTexts()
  expect(titles).toEqual(
    ['shoulder_pan', 'shoulder_lift', 'elbow_flex', 'wrist_flex', 'wrist_roll', 'gripper'].map(
      (name) => `${name}.pos`,
    ),
  )
  const rows = await rowsOf('pick_a', 1)
  const values = rows.map((row) => (row['action'] as number[])[2]!)
  await goToFrame(page, 17)
  await expectFrame(page, 17)
  await expectValues(page, 'elbow_flex.pos', 'action')
  const [value, min, max, mean] = (await figures(page, 'elbow_flex.pos', 'action')).map(Number)
  expect(value).toBeCloseTo(values[17]!, 2)
  expect(min).toBeCloseTo(Math.min(...values), 1)
  expect(max).toBeCloseTo(Math.max(...values), 1)
  expect(mean).toBeCloseTo(values.reduce((sum, each) => sum + each, 0) / values.length, 1)
  for (const token of ['plot-state', 'plot-action'])
    expect(await pixelsOf(page, 'elbow_flex.pos', token), token).toBeGreaterThan(50)

  // The lines follow the theme, which is not the canvas's to know.
  await page.emulateMedia({ colorScheme: 'dark' })
  await expect.poll(() => pixelsOf(page, 'elbow_flex.pos', 'plot-action')).toBeGreaterThan(50)
  await expectAccessible(page)

  await page.getByRole('button', { name: 'elbow_flex.pos' }).press('Enter')
  await panelOf(page, 'elbow_flex.pos').waitFor({ state: 'detached' })
  // Switched off for the next episode, too.
  await page.keyboard.press('ArrowDown')
  await page.getByRole('region', { name: 'Episode 2', exact: true }).waitFor()
  await panelOf(page, 'wrist_flex.pos').waitFor()
  expect(await panelOf(page, 'elbow_flex.pos').count()).toBe(0)
})

it('reads values under the pointer, and seeks by a click and a drag', async () => {
  const { page } = await openApp({ datasets: ['pick_a'], viewport })
  await openEpisode(page, 'pick_a', 1)
  const rows = await rowsOf('pick_a', 1)
  const state = (frame: number) => (rows[frame]!['observation.state'] as number[])[0]!
  const read = async () => Number((await figures(page, 'shoulder_pan.pos', 'state'))[0])
  const at = (frame: number) => placeOf(page, 'shoulder_pan.pos', frame / 34)

  await expectValues(page, 'shoulder_pan.pos', 'state')
  const { x, y } = await at(20)
  await page.mouse.move(x, y)
  await page.getByText('Values of frame 20 at 0:00.67').waitFor()
  expect(await read()).toBeCloseTo(state(20), 2)
  await expectFrame(page, 0)
  await page.mouse.down()
  await expectFrame(page, 20)
  const to = await at(28)
  await page.mouse.move(to.x, to.y, { steps: 8 })
  await page.mouse.up()
  await expectFrame(page, 28)
  await page.mouse.move(0, 0)
  expect(await read()).toBeCloseTo(state(28), 2)
  // Beyond the ends are the first and the last frame, and playing stays on the plots' cursor.
  await page.keyboard.press('End')
  await expectFrame(page, 34)
  expect(await read()).toBeCloseTo(state(34), 2)

  // What plays waits for the pointer, and goes on from where it lets go. So slowly that it does not end meanwhile.
  await page.keyboard.press('Home')
  await page.getByRole('combobox', { name: 'Speed' }).selectOption('0.25')
  await page.getByRole('button', { name: 'Play' }).click()
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.getByRole('button', { name: 'Play' }).waitFor()
  await expectFrame(page, 20)
  const back = await at(5)
  await page.mouse.move(back.x, back.y)
  await expectFrame(page, 5)
  await page.mouse.up()
  await page.getByRole('button', { name: 'Pause' }).click()
})

it('zooms and moves all plots together', async () => {
  const { page } = await openApp({ datasets: ['nocam_a'], viewport })
  await openEpisode(page, 'nocam_a', 1)
  await page.getByText('0:00.00 to 0:01.97').waitFor()
  await expectValues(page, 'gripper.pos', 'action')
  const before = await pixelsOf(page, 'gripper.pos', 'plot-action')
  const { x, y } = await placeOf(page, 'shoulder_pan.pos', 0.5)
  await page.mouse.move(x, y)
  await page.keyboard.down('Control')
  for (let i = 0; i < 4; i++) await page.mouse.wheel(0, -100)
  await page.keyboard.up('Control')
  await page.getByText('0:00.58 to 0:01.39').waitFor()
  await expect.poll(() => pixelsOf(page, 'gripper.pos', 'plot-action')).not.toBe(before)
  // The cursor is out of sight, and comes back where it is sought.
  const cursors = panelOf(page, 'gripper.pos').locator('.u-over > div:not([class^=u-])')
  await expect.poll(() => cursors.last().isVisible()).toBe(false)
  await page.keyboard.down('Shift')
  await page.mouse.wheel(0, -5000)
  await page.keyboard.up('Shift')
  await page.getByText('0:00.00 to 0:00.81').waitFor()
  await expect.poll(() => cursors.last().isVisible()).toBe(true)
  await page.keyboard.press('End')
  await page.getByText('0:01.16 to 0:01.97').waitFor()
  await page.keyboard.press('-')
  await page.getByText('0:00.36 to 0:01.97').waitFor()
  await page.keyboard.press('+')
  await page.getByText('0:01.16 to 0:01.97').waitFor()
  await page.getByRole('button', { name: 'Whole episode' }).click()
  await page.getByText('0:00.00 to 0:01.97').waitFor()
  await expectAccessible(page)
})

it('fetches arrays when they are unfolded, and shows truth as bands', async () => {
  const { page } = await openApp({ datasets: ['arrays_a'], viewport })
  const asked: string[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/api/episodes.values')) asked.push(request.postData() ?? '')
  })
  await openEpisode(page, 'arrays_a', 1)
  const rows = await rowsOf('arrays_a', 1)
  await panelOf(page, 'next.done')
    .getByRole('row')
    .nth(1)
    .getByText(rows[0]!['next.done'] === true ? 'true' : 'false')
    .waitFor()
  expect(await pixelsOf(page, 'next.done', 'plot-1')).toBeGreaterThan(1000)
  expect(asked).toHaveLength(1)
  expect(asked[0]).not.toMatch(/tactile|task_index/)

  await page.getByRole('button', { name: 'tactile 2 × 2 × 4' }).press('Enter')
  await panelOf(page, 'tactile [1, 0, 0] …').waitFor()
  await expect.poll(() => figures(page, 'tactile [1, 0, 0] …', '\\[1, 0, 2\\]')).toHaveLength(5)
  const cell = async () => Number((await figures(page, 'tactile [1, 0, 0] …', '\\[1, 0, 2\\]'))[0])
  const expected = (rows[0]!['tactile'] as number[][][])[1]![0]![2]!
  await expect.poll(async () => Math.abs((await cell()) - expected)).toBeLessThan(0.001)
  expect(asked).toHaveLength(2)
  await expectAccessible(page)
  await page.getByRole('button', { name: 'tactile 2 × 2 × 4' }).press('Enter')
  await panelOf(page, 'tactile [1, 0, 0] …').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Time and indices' }).click()
  await expect.poll(() => figures(page, 'index', 'index')).toEqual(['20', '20', '43', '31.50', '6.92'])

  // What is open and what is switched off stays so.
  const gripper = (isOn: boolean) =>
    page
      .getByRole('group', { name: 'Plots of Joints' })
      .getByRole('button', { name: 'gripper.pos', pressed: isOn })
  await gripper(true).click()
  await gripper(false).waitFor()
  await page.reload()
  await panelOf(page, 'index').waitFor()
  await gripper(false).waitFor()
  expect(await panelOf(page, 'gripper.pos').count()).toBe(0)
})
