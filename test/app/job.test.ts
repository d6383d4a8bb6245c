import { readdir } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { expectAccessible } from './support/axe.ts'
import { goTo, LONG_EPISODES, LONG_MS, startLongMerge } from './support/merge-steps.ts'
import { openApp } from './support/open-app.ts'
import { jobProcesses } from './support/processes.ts'

const datasets = ['pick_a']

it('is cancelled in the middle: nothing is left', { timeout: 2 * LONG_MS }, async () => {
  const app = await openApp({ datasets })
  const { page, root } = app
  const before = await readdir(root)
  await startLongMerge(app, 'long')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('alertdialog', { name: 'Cancel long?' }).waitFor()
  await page.getByRole('button', { name: 'Cancel the merge' }).click()
  await page.getByText('It was cancelled. Nothing was left behind.').waitFor()
  expect(await readdir(root)).toEqual(before)
})

it('tells when its process was killed, and succeeds when tried again', { timeout: 2 * LONG_MS }, async () => {
  const app = await openApp({ datasets })
  const { page, root, server } = app
  await startLongMerge(app, 'long')
  for (const pid of jobProcesses(server.process.pid!)) process.kill(pid, 'SIGKILL')
  await page.getByRole('alert').getByText('The merge ended unexpectedly').waitFor()
  await expectAccessible(page)
  expect((await readdir(root)).filter((name) => name.startsWith('long'))).toEqual([])
  await page.getByRole('button', { name: 'Retry' }).click()
  await page
    .getByText(`Verified: ${LONG_EPISODES.toLocaleString('en-US')} episodes`)
    .waitFor({ timeout: LONG_MS })
})

it(
  'goes on while the page is loaded anew, and is the same in two windows',
  { timeout: 2 * LONG_MS },
  async () => {
    const app = await openApp({ datasets })
    const { page } = app
    await startLongMerge(app, 'long')
    const other = await app.openWindow()
    await goTo(other, 'Jobs')
    await other.getByRole('link', { name: /long/ }).click()
    await expectAccessible(other)
    await page.reload()
    await page.getByRole('heading', { level: 1, name: 'long' }).waitFor()
    await page
      .getByText(`Verified: ${LONG_EPISODES.toLocaleString('en-US')} episodes`)
      .waitFor({ timeout: LONG_MS })
    await other
      .getByText(`Verified: ${LONG_EPISODES.toLocaleString('en-US')} episodes`)
      .waitFor({ timeout: LONG_MS })
    await goTo(page, 'Jobs')
    await expectAccessible(page)
  },
)

it('is told about when the server was killed in the middle', { timeout: 2 * LONG_MS }, async () => {
  const app = await openApp({ datasets })
  const { page } = app
  await startLongMerge(app, 'long')
  await app.restart('SIGKILL')
  await goTo(page, 'Jobs')
  const told = page.getByRole('region', { name: 'Interrupted merges' })
  await told.getByRole('link', { name: 'long' }).waitFor()
  await expectAccessible(page)
  await told.getByRole('button').click()
  await told.waitFor({ state: 'detached' })
  await goTo(page, 'History')
  await page.getByRole('row', { name: /long.*Interrupted/ }).waitFor()
})
