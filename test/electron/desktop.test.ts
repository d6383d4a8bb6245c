import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Bridge } from '#shared/bridge.ts'
import { momentLink } from '#shared/routes.ts'
import { copiedLink } from '../app/support/copied.ts'
import { expectFrame, expectInStep, goToFrame, look, openEpisode } from '../app/support/player.ts'
import { fixture } from '../support/fixtures.ts'
import { openDesktopApp, type DesktopApp } from './support.ts'

let app: DesktopApp
let recordings: string

beforeAll(async () => {
  recordings = realpathSync(mkdtempSync(join(tmpdir(), 'episplice-recordings-')))
  for (const name of ['pick_a', 'pick_b']) cpSync(fixture(name), join(recordings, name), { recursive: true })
  // Its page is told to leave, and may not.
  app = await openDesktopApp({ expectedErrors: [/https:\/\/example\.org\//] })
}, 180_000)

afterAll(async () => {
  await app.close()
  rmSync(recordings, { recursive: true, force: true })
})

const rowOf = (name: string) => app.page.getByRole('row', { name: new RegExp(`^${name}\\b`) })

describe('the desktop window', () => {
  test('is a sandbox without Node', async () => {
    const shown = app.reports.find((report) => report.kind === 'window')
    expect(shown?.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    })
    expect(await app.page.evaluate(() => [typeof window.require, typeof window.process])).toEqual([
      'undefined',
      'undefined',
    ])
  })

  test('cannot leave its page, open another or reach the network', async () => {
    await app.page.evaluate(() => {
      location.href = 'https://example.org/'
    })
    expect((await app.next('denied')).url).toBe('https://example.org/')
    await app.page.evaluate(() => window.open('https://example.org/') === null)
    expect(
      app.page
        .context()
        .pages()
        .filter((page) => page.url().includes('example.org')),
    ).toEqual([])
    const answer = await app.page.evaluate(() =>
      fetch('https://example.org/').then(
        () => 'reached',
        () => 'refused',
      ),
    )
    expect(answer).toBe('refused')
    expect(await app.page.evaluate(() => document.querySelector('nav') !== null)).toBe(true)
  })

  test.each([
    ['fullscreen', 'app://bundle/index.html', true, true],
    ['automatic-fullscreen', 'app://bundle/index.html', true, true],
    ['clipboard-sanitized-write', 'app://bundle/index.html', true, true],
    ['fullscreen', 'app://bundle/index.html', false, false],
    ['fullscreen', 'https://example.org/', true, false],
    ['clipboard-read', 'app://bundle/index.html', true, false],
    ['media', 'app://bundle/index.html', true, false],
    ['geolocation', 'app://bundle/index.html', true, false],
    ['fileSystem', 'app://bundle/index.html', true, false],
  ] as const)(
    'is asked for %s by %s (main frame: %s): %s',
    async (permission, requestingUrl, isMainFrame, answer) => {
      app.tell({ kind: 'ask-permission', permission, requestingUrl, isMainFrame })
      expect((await app.next('permission')).answers).toEqual([answer, answer])
    },
  )

  test('gives its page no call with a path', async () => {
    const result = await app.page.evaluate(() =>
      window.episplice!.call('x', 'folders.drop', { path: '/etc' }),
    )
    expect(result).toMatchObject({ ok: false, error: { code: 'UNAUTHORIZED' } })
    const unknown = await app.page.evaluate(() => window.episplice!.call('y', 'fs.readFile', '/etc/passwd'))
    expect(unknown).toMatchObject({ ok: false, error: { code: 'INPUT_INVALID' } })
  })

  test('opens what was dropped on it', async () => {
    const result = await app.page.evaluate(
      (path) => {
        window.__electronFilePaths = { pick_a: path }
        return window.episplice!.drop(new File([], 'pick_a'))
      },
      join(recordings, 'pick_a'),
    )
    expect(result).toMatchObject({ ok: true, value: { name: 'pick_a', path: join(recordings, 'pick_a') } })
  })
})

describe('native dialogs', () => {
  test('add a folder, and begin there the next time', async () => {
    await app.page.getByRole('button', { name: 'Add folder' }).first().click()
    await app.choose(recordings)
    await rowOf('pick_a').waitFor()
    await rowOf('pick_b').waitFor()
    app.tell({ kind: 'click-menu', label: 'Add Folder to Library…' })
    const { options, id } = await app.next('open-dialog')
    expect(options.defaultPath).toBe(recordings)
    app.tell({ kind: 'answer', id, answer: { canceled: true, filePaths: [] } })
  })

  test('open a dataset from the menu', async () => {
    app.tell({ kind: 'click-menu', label: 'Open Dataset…' })
    await app.choose(join(recordings, 'pick_b'))
    await app.page.waitForURL(/#\/episodes\//)
    await app.page.getByRole('heading', { name: 'pick_b' }).waitFor()
  })
})

describe('a page whose process crashed', () => {
  const crash = async () => {
    await app.page.evaluate(() => {
      document.title = 'before'
    })
    app.tell({ kind: 'crash-page', reason: 'crashed' })
    await app.page.waitForFunction(() => document.title !== 'before')
  }

  test('is loaded again where it was, and hears what happens; left to the user when it happens again and again', async () => {
    for (let times = 0; times < 2; times++) {
      await crash()
      await app.page.getByRole('heading', { name: 'pick_b' }).waitFor()
    }
    app.tell({ kind: 'click-menu', label: 'Jobs' })
    await app.page.waitForURL(/#\/jobs$/)
    expect(app.reports.filter(({ kind }) => kind === 'message-box')).toEqual([])
    await crash()
    const { options, id } = await app.next('message-box')
    expect(options.message).toBe('This window crashed several times.')
    app.tell({ kind: 'answer', id, answer: { response: 0 } })
    await app.page.waitForURL(/#\/jobs$/)
    await app.page.getByRole('heading', { name: 'Jobs' }).first().waitFor()
  })
})

test('a process that V8 gives up takes nothing along: reading goes on in another one', async () => {
  app.tell({ kind: 'fatal-error' })
  await openEpisode(app.page, 'pick_a', 0)
  await expectFrame(app.page, 0)
})

describe('links', () => {
  test('of a second instance show a dataset', async () => {
    const link = `episplice://dataset?path=${encodeURIComponent(join(recordings, 'pick_a'))}`
    app.tell({ kind: 'second-instance', argv: ['electron', '/opt/episplice', link] })
    await app.page.getByRole('heading', { name: 'pick_a' }).waitFor()
  })

  test('copied from an episode lead to its moment from anywhere', async () => {
    const { page } = app
    await openEpisode(page, 'pick_a', 1)
    await page.keyboard.press('Shift+ArrowRight')
    await expectFrame(page, 10)
    const copied = await copiedLink(page)
    expect(copied).toBe(momentLink(join(recordings, 'pick_a'), 1, 10))
    app.tell({ kind: 'click-menu', label: 'History' })
    await page.waitForURL(/#\/history$/)
    app.tell({ kind: 'second-instance', argv: ['electron', '/opt/episplice', copied] })
    await page.getByRole('heading', { level: 1, name: 'pick_a' }).waitFor()
    await expectFrame(page, 10)
    expectInStep([await look(page)], { dataset: 1, first: 40, length: 35, cameras: 2 })
  })

  test('copied from the preview of a merge lead to the recorded moment', async () => {
    const { page } = app
    await openEpisode(page, 'pick_a', 1)
    await goToFrame(page, 6)
    await expectFrame(page, 6)
    await page.keyboard.press('[')
    await page.getByText('keeps 6–').waitFor()
    await page.getByRole('button', { name: 'Add to merge' }).click()
    await page.getByText('1 trimmed').waitFor()
    await page.getByRole('button', { name: 'Preview the result' }).click()
    await expectFrame(page, 0)
    await page.keyboard.press('ArrowDown')
    await page.getByRole('region', { name: 'Episode 1 of the result' }).waitFor()
    await expectFrame(page, 0)
    await page.keyboard.press('Shift+ArrowRight')
    await expectFrame(page, 10)
    const copied = await copiedLink(page, 'Link to the recording copied')
    app.tell({ kind: 'second-instance', argv: ['electron', '/opt/episplice', copied] })
    await page.getByRole('heading', { level: 1, name: 'pick_a' }).waitFor()
    await expectFrame(page, 16)
    expectInStep([await look(page)], { dataset: 1, first: 40, length: 35, cameras: 2 })
  })

  test('are not what another start of the application brings: it shows the window', async () => {
    app.tell({ kind: 'minimize' })
    app.tell({ kind: 'second-instance', argv: ['electron', '/opt/episplice', '--flag'] })
    await app.next('restored')
    expect(app.page.url()).toContain('#/episodes/')
  })

  test('to something else change nothing', async () => {
    const foreign = 'episplice://dataset?path=//server/share'
    app.tell({ kind: 'second-instance', argv: ['electron', '/opt/episplice', foreign] })
    app.tell({ kind: 'click-menu', label: 'History' })
    await app.page.waitForURL(/#\/history$/)
  })
})

describe('a page that names paths', () => {
  const call = (name: string, input: unknown) =>
    app.page.evaluate(([called, given]) => window.episplice!.call('z', called, given), [name, input] as const)

  test('has none of them run', async () => {
    // Known, but no program that anybody chose.
    const ffmpegPath = join(recordings, 'pick_a')
    expect(await call('settings.set', { ffmpegPath })).toMatchObject({ error: { code: 'PLACE_UNKNOWN' } })
  })

  test('has none of them opened unless the user says so', async () => {
    const source = { path: '/etc/hostname', name: 'hostname', fingerprint: '' }
    const recipe = { episplice: 'recipe/1', sources: [source], options: {} }
    const answer = call('history.importRecipe', { text: JSON.stringify(recipe) })
    const { options, id } = await app.next('message-box')
    expect(options.detail).toBe('/etc/hostname')
    app.tell({ kind: 'answer', id, answer: { response: 0 } })
    expect(await answer).toMatchObject({ error: { code: 'CANCELLED' } })
  })
})

declare global {
  interface Window {
    readonly episplice?: Bridge
    readonly require?: unknown
    readonly process?: unknown
    __electronFilePaths?: Record<string, string>
  }
}
