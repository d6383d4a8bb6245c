import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  expectFrame,
  expectInStep,
  look,
  openEpisode,
  seekAll,
  somewhere,
  watch,
} from '../app/support/player.ts'
import { fixture } from '../support/fixtures.ts'
import { openDesktopApp, type DesktopApp } from './support.ts'

let app: DesktopApp
let root: string
const errors: string[] = []
const ranges: (string | undefined)[] = []

beforeAll(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'episplice-recordings-')))
  for (const name of ['pick_a', 'h264']) cpSync(fixture(name), join(root, name), { recursive: true })
  app = await openDesktopApp()
  app.page.on('pageerror', (error) => errors.push(error.stack ?? error.message))
  app.page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  app.page.on('request', (request) => {
    if (request.url().includes('/media/')) ranges.push(request.headers()['range'])
  })
  app.tell({ kind: 'click-menu', label: 'Add Folder to Library…' })
  await app.choose(root)
  await app.page.getByRole('row', { name: /^pick_a\b/ }).waitFor()
}, 180_000)

afterAll(async () => {
  await app.close()
  rmSync(root, { recursive: true, force: true })
})

test.each([
  ['pick_a', 1, { dataset: 1, first: 40, length: 35, cameras: 2 }],
  ['h264', 1, { dataset: 14, first: 20, length: 22, cameras: 2 }],
] as const)('every camera shows the frame that the player says: %s', async (name, episode, origin) => {
  const { page } = app
  await openEpisode(page, name, episode)
  expectInStep(await seekAll(page, somewhere(origin.length, 200)), origin)
  await page.keyboard.press('Home')
  await expectFrame(page, 0)
  for (const frame of [1, 2, 3]) {
    await page.keyboard.press('ArrowRight')
    await expectFrame(page, frame)
    expectInStep([await look(page)], origin)
  }
  await page.keyboard.press('Space')
  expectInStep(await watch(page, 1500), origin)
  expect(errors).toEqual([])
  expect(ranges.length).toBeGreaterThan(0)
  for (const range of ranges) expect(range).toMatch(/^bytes=\d+-\d+$/)
})

test('a link to a moment opens it from anywhere', async () => {
  const { page } = app
  await openEpisode(page, 'pick_a', 1)
  await page.keyboard.press('Shift+ArrowRight')
  await expectFrame(page, 10)
  await page.evaluate(() => {
    navigator.clipboard.writeText = (text) => {
      document.body.dataset['copied'] = text
      return Promise.resolve()
    }
  })
  await page.getByRole('button', { name: 'Copy link to this moment' }).click()
  const link = await page.evaluate(() => document.body.dataset['copied'] ?? '')
  expect(link).toBe(
    `episplice://dataset?${new URLSearchParams({ path: join(root, 'pick_a'), episode: '1', frame: '10' }).toString()}`,
  )
  await page.keyboard.press('ArrowUp')
  await page.getByRole('heading', { name: /^Episode 0/ }).waitFor()
  app.tell({ kind: 'second-instance', argv: ['episplice', link] })
  await page.getByRole('heading', { name: /^Episode 1/ }).waitFor()
  await expectFrame(page, 10)
  expectInStep([await look(page)], { dataset: 1, first: 40, length: 35, cameras: 2 })
})
