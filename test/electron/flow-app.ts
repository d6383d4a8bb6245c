import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { FlowApp } from '../app/flows/flow.ts'
import { jobProcesses } from '../app/support/processes.ts'
import { fixture } from '../support/fixtures.ts'
import { openDesktopApp, type DesktopApp } from './support.ts'

/** The desktop application as flows use it, and what only a desktop has. */
export interface DesktopFlowApp extends FlowApp {
  /** The one at work; another one after a restart. */
  readonly desktop: DesktopApp
}

/** A folder with copies of recorded datasets, removed with the test. */
export function recordingsOf(datasets: readonly string[]): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'episplice-recordings-')))
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true, maxRetries: 5 })
  })
  for (const name of datasets) cpSync(fixture(name), join(root, name), { recursive: true })
  return root
}

/** Starts the double on a folder of recordings, which the menu's dialog adds to the library. */
export async function openDesktopFlowApp(datasets: readonly string[]): Promise<DesktopFlowApp> {
  const root = recordingsOf(datasets)
  const home = mkdtempSync(join(tmpdir(), 'episplice-desktop-'))
  let desktop = await openDesktopApp({ home })
  onTestFinished(async () => {
    await desktop.close()
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  })
  desktop.tell({ kind: 'click-menu', label: 'Add Folder to Library…' })
  await desktop.choose(root)
  for (const name of datasets)
    await desktop.page.getByRole('row', { name: new RegExp(`^${name}\\b`) }).waitFor()
  return {
    get page() {
      return desktop.page
    },
    get desktop() {
      return desktop
    },
    root,
    home,
    jobProcesses: () => Promise.resolve(jobProcesses(desktop.pid)),
    chooseFile: async (path, ask) => {
      await ask()
      await desktop.choose(path)
    },
    restart: async (signal) => {
      if (signal === 'SIGKILL') await desktop.kill()
      else {
        desktop.tell({ kind: 'close-window' })
        await desktop.exit()
      }
      desktop = await openDesktopApp({ home })
    },
  }
}
