import { dirname } from 'node:path'
import { it } from 'vitest'
import { flows } from './flows/flows.ts'
import { FLOW_MS, type FlowApp } from './flows/flow.ts'
import { startHeldMerge } from './support/held-merge.ts'
import { goTo } from './support/merge-steps.ts'
import { openApp, type App, type AppOptions } from './support/open-app.ts'
import { jobProcesses } from './support/processes.ts'

/** The application in a browser, as flows use it. */
async function openFlowApp(options: AppOptions): Promise<FlowApp & Pick<App, 'openWindow'>> {
  const app = await openApp(options)
  const { page, root, home, openWindow, restart } = app
  return {
    page,
    root,
    home,
    openWindow,
    restart,
    jobProcesses: () => Promise.resolve(jobProcesses(app.server.process.pid!)),
    chooseFile: async (path, ask) => {
      await ask()
      const dialog = page.getByRole('dialog').last()
      const way = path.slice(dirname(root).length + 1).split('/')
      for (const name of way) {
        const entry = dialog.getByRole('option', { name: new RegExp(`^${name}`) })
        await entry.click()
        await page.keyboard.press('Enter')
        await entry.waitFor({ state: 'detached' })
      }
    },
  }
}

for (const { name, datasets, run } of flows)
  it(name, { timeout: FLOW_MS }, async () => {
    await run(await openFlowApp({ datasets }))
  })

it('shows the same job in two windows', { timeout: FLOW_MS }, async () => {
  const app = await openFlowApp({ datasets: ['pick_a'] })
  const merge = await startHeldMerge(app, 'long')
  const other = await app.openWindow()
  await goTo(other, 'Jobs')
  await other.getByRole('link', { name: /long/ }).click()
  await other.getByRole('progressbar').first().waitFor()
  merge.release()
  for (const page of [app.page, other]) await page.getByText(merge.verified).waitFor({ timeout: 60_000 })
})
