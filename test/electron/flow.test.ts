import { cpSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { goTo, LONG_MS, mergeFromLibrary, startLongMerge } from '../app/support/merge-steps.ts'
import { fixture } from '../support/fixtures.ts'
import { openDesktopApp, type DesktopApp } from './support.ts'

let app: DesktopApp
let root: string

beforeEach(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'episplice-recordings-')))
  for (const name of ['pick_a', 'pick_b', 'pick_c'])
    cpSync(fixture(name), join(root, name), { recursive: true })
  app = await openDesktopApp()
  app.tell({ kind: 'click-menu', label: 'Add Folder to Library…' })
  await app.choose(root)
  await app.page.getByRole('row', { name: /^pick_c\b/ }).waitFor()
})

afterEach(async () => {
  await app.close()
  rmSync(root, { recursive: true, force: true })
})

const names = () => readdirSync(root)

test(
  'merges, shows it on the taskbar, notifies, and runs it again to the same bytes',
  async () => {
    const { page } = app
    await mergeFromLibrary(page, ['pick_a', 'pick_b', 'pick_c'], 'week')
    expect(names()).toContain('week')
    expect(await app.next('notification')).toMatchObject({ title: 'week', body: 'Merged and verified.' })
    const fractions = app.reports.flatMap((report) =>
      report.kind === 'progress-bar' ? [report.fraction] : [],
    )
    expect(fractions.at(-1)).toBe(-1)
    expect(Math.max(...fractions)).toBeGreaterThan(0)

    await goTo(page, 'History')
    await page
      .getByRole('row', { name: /week.*Done/ })
      .getByRole('link')
      .first()
      .click()
    await page.getByRole('button', { name: /^Run again…?$/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Run again' }).click()
    await page.getByText(/^Byte-identical/).waitFor()
    expect(names()).toContain('week-again')
  },
  2 * LONG_MS,
)

test(
  'asks before closing while it merges, and leaves nothing behind',
  async () => {
    await startLongMerge({ page: app.page, root, home: app.home }, 'long')
    app.tell({ kind: 'close-window' })
    const first = await app.next('message-box')
    expect(first.options.message).toBe('“long” is still being merged.')
    app.tell({ kind: 'answer', id: first.id, answer: { response: 0 } })
    await app.page.getByRole('progressbar').waitFor()

    app.tell({ kind: 'close-window' })
    const second = await app.next('message-box')
    app.tell({ kind: 'answer', id: second.id, answer: { response: 1 } })
    expect(await app.exited).toBe(0)
    expect(names().filter((name) => name.startsWith('long'))).toEqual([])
  },
  2 * LONG_MS,
)

test(
  'has its history and library again after it was quit',
  async () => {
    await mergeFromLibrary(app.page, ['pick_a', 'pick_b'], 'kept')
    app.tell({ kind: 'close-window' })
    expect(await app.exited).toBe(0)
    const { home } = app
    app = await openDesktopApp({ home })
    await app.page.getByRole('row', { name: /^kept\b/ }).waitFor()
    await goTo(app.page, 'History')
    await app.page.getByRole('row', { name: /kept.*Done/ }).waitFor()
  },
  2 * LONG_MS,
)
