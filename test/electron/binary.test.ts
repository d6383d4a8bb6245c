import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron as electron, type ElectronApplication } from 'playwright-core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { collectPageErrors } from '../support/page-errors.ts'
import { FLOW_MS, type FlowApp } from '../app/flows/flow.ts'
import { flows } from '../app/flows/flows.ts'
import { findElectron } from './electron-binary.ts'
import { recordingsOf } from './flow-app.ts'

const found = findElectron()
if ('missing' in found) console.log(`Skipped, the flows in Electron itself: ${found.missing}.`)

/** The same flows as in a browser and against the double, in Electron itself. */
describe.skipIf('missing' in found)('in Electron itself', () => {
  for (const { name, datasets, run } of flows)
    test(name, { timeout: FLOW_MS }, async () => {
      await run(await openElectron(datasets))
    })

  test('keeps Node from its page', { timeout: FLOW_MS }, async () => {
    const { page } = await openElectron(['pick_a'])
    expect(await page.evaluate(() => [typeof window.require, typeof window.process])).toEqual([
      'undefined',
      'undefined',
    ])
  })
})

async function openElectron(datasets: readonly string[]): Promise<FlowApp> {
  const root = recordingsOf(datasets)
  const home = mkdtempSync(join(tmpdir(), 'episplice-electron-'))
  let application = await launch(home)
  let page = await application.firstWindow()
  const errors = [collectPageErrors(application.context())]
  onTestFinished(async () => {
    await application.close()
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
    expect(
      errors.flatMap(({ found }) => found),
      'errors in the page',
    ).toEqual([])
  })
  await answerDialogs(application, root)
  await page.getByRole('button', { name: 'Add folder' }).first().click()
  for (const name of datasets) await page.getByRole('row', { name: new RegExp(`^${name}\\b`) }).waitFor()
  return {
    get page() {
      return page
    },
    root,
    home,
    jobProcesses: () => jobProcessesOf(application),
    chooseFile: async (path, ask) => {
      await answerDialogs(application, path)
      await ask()
    },
    restart: async (signal) => {
      if (signal === 'SIGKILL') {
        const ended = application.waitForEvent('close')
        application.process().kill(signal)
        await ended
      } else await application.close()
      application = await launch(home)
      page = await application.firstWindow()
      errors.push(collectPageErrors(application.context()))
    },
  }
}

function launch(home: string): Promise<ElectronApplication> {
  if ('missing' in found) throw new Error(found.missing)
  return electron.launch({
    executablePath: found.path,
    // With a profile of its own: another instance that runs would be shown instead.
    args: [
      join(process.env['EPISPLICE_BUILD']!, 'main/index.js'),
      `--user-data-dir=${join(home, 'electron')}`,
    ],
    env: { ...process.env, EPISPLICE_HOME: home },
  })
}

/** From now on native dialogs answer with this path. */
async function answerDialogs(application: ElectronApplication, path: string): Promise<void> {
  await application.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
  }, path)
}

/** Utility processes go by the service name that the application gives them. */
function jobProcessesOf(application: ElectronApplication): Promise<number[]> {
  return application.evaluate(({ app }) =>
    app
      .getAppMetrics()
      .filter(({ name, serviceName }) => name === 'Episplice job' || serviceName === 'Episplice job')
      .map(({ pid }) => pid),
  )
}
