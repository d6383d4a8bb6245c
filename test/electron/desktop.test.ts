import { afterEach, describe, expect, test } from 'vitest'
import { buildIfStale } from '../../scripts/build-if-stale.js'
import { fixture } from '../support/fixtures.ts'
import { openDesktopApp, type DesktopApp } from './support.ts'

let app: DesktopApp | undefined

async function open(...args: Parameters<typeof openDesktopApp>): Promise<DesktopApp> {
  buildIfStale()
  return (app = await openDesktopApp(...args))
}

afterEach(async () => {
  await app?.close()
})

describe('the desktop window', () => {
  test('shows the page in a sandbox', async () => {
    const { page, reports } = await open()
    await page.getByRole('navigation').waitFor()
    const shown = reports.find((report) => report.kind === 'window')
    expect(shown?.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    })
    expect(await page.evaluate(() => typeof (globalThis as { require?: unknown }).require)).toBe('undefined')
  }, 60_000)
})
