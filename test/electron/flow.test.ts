import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { FLOW_MS } from '../app/flows/flow.ts'
import { hostFlows } from '../app/flows/flows.ts'
import { startHeldMerge } from '../app/support/held-merge.ts'
import { goTo, mergeFromLibrary } from '../app/support/merge-steps.ts'
import { openDesktopFlowApp } from './flow-app.ts'

for (const { name, datasets, run } of hostFlows)
  test(name, { timeout: FLOW_MS }, async () => {
    await run(await openDesktopFlowApp(datasets))
  })

test(
  'shows a merge on the taskbar, notifies, and has everything again after it was quit',
  { timeout: FLOW_MS },
  async () => {
    const app = await openDesktopFlowApp(['pick_a', 'pick_b'])
    await mergeFromLibrary(app.page, ['pick_a', 'pick_b'], 'week')
    const { desktop } = app
    expect(await desktop.next('notification')).toMatchObject({ title: 'week', body: 'Merged and verified.' })
    const fractions = desktop.reports.flatMap((report) =>
      report.kind === 'progress-bar' ? [report.fraction] : [],
    )
    expect(fractions.at(-1)).toBe(-1)
    expect(Math.max(...fractions)).toBeGreaterThan(0)
    const awake = desktop.reports.flatMap((report) => (report.kind === 'power-save' ? [report.type] : []))
    expect(awake).toEqual(['prevent-app-suspension', undefined])
    desktop.tell({ kind: 'click-notification' })
    await app.page.waitForURL(/#\/jobs\/./)

    await app.restart()
    await goTo(app.page, 'Library')
    await app.page.getByRole('row', { name: /^week\b/ }).waitFor()
    await goTo(app.page, 'History')
    await app.page.getByRole('row', { name: /week.*Done/ }).waitFor()
  },
)

test('asks before closing while it merges, and leaves nothing behind', { timeout: FLOW_MS }, async () => {
  const app = await openDesktopFlowApp(['pick_a'])
  const { desktop, root } = app
  const merge = await startHeldMerge(app, 'long')
  desktop.tell({ kind: 'close-window' })
  // Closing again while the question is open asks nothing new.
  desktop.tell({ kind: 'close-window' })
  const first = await desktop.next('message-box')
  expect(first.options.message).toBe('“long” is still being merged.')
  desktop.tell({ kind: 'answer', id: first.id, answer: { response: 0 } })
  await app.page.getByRole('progressbar').first().waitFor()

  desktop.tell({ kind: 'close-window' })
  const second = await desktop.next('message-box')
  desktop.tell({ kind: 'answer', id: second.id, answer: { response: 1 } })
  desktop.tell({ kind: 'answer', id: second.id, answer: { response: 1 } })
  desktop.tell({ kind: 'close-window' })
  merge.release()
  expect(await desktop.exit()).toBe(0)
  expect(desktop.reports.filter(({ kind }) => kind === 'message-box')).toHaveLength(2)
  expect(readdirSync(root)).toEqual(['pick_a'])
})
