// Takes the pictures of the README from the built application, served over recorded datasets that the repository
// ships: npm run screenshots. Needs a Chromium, as the tests do.
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { chromiumArgs, findChromium } from '../test/support/chromium.ts'
import { buildIfStale } from './build-if-stale.js'

const root = join(import.meta.dirname, '..')
const work = mkdtempSync(join(tmpdir(), 'episplice-screenshots-'))
/** A path that is worth showing, where it is free. */
const lab = existsSync(join(tmpdir(), 'lab')) ? work : join(tmpdir(), 'lab')
const recordings = join(lab, 'recordings')
const out = join(root, 'docs/screenshots')
/** Fixtures under the names that a lab would give them. */
const datasets = {
  'monday-pick': 'pick_a',
  'tuesday-pick': 'pick_b',
  'wednesday-pick': 'pick_c',
  'wrist-camera-test': 'extra_cam',
  'arrays-trial': 'arrays_a',
  'other-arm': 'other_robot',
}

for (const [name, fixture] of Object.entries(datasets))
  cpSync(join(root, 'test/fixtures', fixture), join(recordings, name), { recursive: true })
mkdirSync(out, { recursive: true })
const server = spawn(process.execPath, [buildIfStale(), 'serve', '--root', recordings, '--port', '0'], {
  env: { ...process.env, EPISPLICE_HOME: join(work, 'home') },
  stdio: ['ignore', 'pipe', 'inherit'],
})
const address = await new Promise((resolve) => {
  let text = ''
  server.stdout.on('data', (chunk) => {
    text += chunk
    const found = /http:\S+/.exec(text)?.[0]
    if (found !== undefined) resolve(found)
  })
})
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: chromiumArgs,
})
const context = await browser.newContext({
  viewport: { width: 1280, height: 800 },
  deviceScaleFactor: 1.5,
  reducedMotion: 'reduce',
})
const page = await context.newPage()
await page.goto(address)

async function take(name) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: join(out, `${name}-${colorScheme}.png`) })
  }
  await page.emulateMedia({ colorScheme: 'light' })
}

const screen = (name) => page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name }).click()

async function choose(names) {
  await page.getByRole('button', { name: 'From the library…' }).click()
  for (const name of names) await page.getByRole('checkbox', { name: new RegExp(`^${name} `) }).check()
  await page.getByRole('button', { name: /^Add \d/ }).click()
}

await page
  .getByText('Good')
  .nth(Object.keys(datasets).length - 1)
  .waitFor()
await take('library')
await page.getByRole('row', { name: /^wednesday-pick / }).dblclick()
await page.getByRole('grid', { name: 'Episodes' }).getByRole('row', { name: /^1\b/ }).click()
const player = page.getByRole('group', { name: 'Player' })
await player.and(page.locator('[aria-busy=false]')).waitFor()
await page.keyboard.press('Control+ArrowRight')
await page.getByText('Values of frame 30').waitFor()
await page.locator('[aria-label=Plots] .uplot').first().waitFor()
await page.getByRole('grid', { name: 'Episodes' }).locator('img').nth(3).waitFor()
await take('episode')
await screen('Merge')
await choose(['monday-pick', 'tuesday-pick', 'wednesday-pick'])
await page.getByRole('group', { name: 'Plan' }).waitFor()
await page.getByRole('textbox', { name: 'Name of the result' }).fill('pick-week-47')
await page
  .getByRole('button', { name: /^Merge \d/ })
  .and(page.locator(':enabled'))
  .waitFor()
await page.getByRole('button', { name: 'Copy command' }).and(page.locator(':enabled')).waitFor()
await page.getByRole('heading', { name: 'Plan' }).click()
await take('merge')
await page.getByRole('button', { name: /^Merge \d/ }).click()
await page.getByText('Verified:').waitFor()
await take('job')
await screen('History')
await page.getByRole('link', { name: 'pick-week-47' }).first().click()
await page.getByText('unchanged').first().waitFor()
await take('history')

await browser.close()
server.kill('SIGTERM')
await new Promise((resolve) => server.once('exit', resolve))
for (const dir of [work, lab]) rmSync(dir, { recursive: true, force: true })
