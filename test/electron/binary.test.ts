import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron as electron, type ElectronApplication } from 'playwright-core'
import { afterEach, describe, expect, test } from 'vitest'
import { LONG_MS, mergeFromLibrary } from '../app/support/merge-steps.ts'
import { fixture } from '../support/fixtures.ts'

const installed = join(import.meta.dirname, '../../node_modules/electron')
const pathFile = join(installed, 'path.txt')
const executablePath = existsSync(pathFile)
  ? join(installed, 'dist', readFileSync(pathFile, 'utf8'))
  : undefined
if (executablePath === undefined)
  console.log(
    "Skipped: Electron's binary is not installed (npm start fetches it where GitHub can be reached).",
  )

/** The same flow as against the double, in Electron itself. */
describe.skipIf(executablePath === undefined)('in Electron itself', () => {
  const work = realpathSync(mkdtempSync(join(tmpdir(), 'episplice-electron-')))
  let application: ElectronApplication | undefined

  afterEach(async () => {
    await application?.close()
    rmSync(work, { recursive: true, force: true, maxRetries: 5 })
  })

  test(
    'opens in a sandbox, adds a folder by a dialog, and merges',
    async () => {
      const root = join(work, 'recordings')
      for (const name of ['pick_a', 'pick_b']) cpSync(fixture(name), join(root, name), { recursive: true })
      application = await electron.launch({
        executablePath: executablePath!,
        args: [join(process.env['EPISPLICE_BUILD']!, 'main/index.js')],
        env: { ...process.env, EPISPLICE_HOME: join(work, 'home') },
      })
      const page = await application.firstWindow()
      expect(await page.evaluate(() => [typeof window.require, typeof window.process])).toEqual([
        'undefined',
        'undefined',
      ])
      await application.evaluate(({ dialog }, path) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
      }, root)
      await page.getByRole('button', { name: 'Add folder' }).first().click()
      await page.getByRole('row', { name: /^pick_b\b/ }).waitFor()
      await mergeFromLibrary(page, ['pick_a', 'pick_b'], 'week')
      expect(existsSync(join(root, 'week/meta/info.json'))).toBe(true)
    },
    LONG_MS,
  )
})
