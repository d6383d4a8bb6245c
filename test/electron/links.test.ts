import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { momentLink } from '#shared/routes.ts'
import { expectFrame, goToFrame } from '../app/support/player.ts'
import { fixture } from '../support/fixtures.ts'
import { openDesktopApp, type DesktopApp } from './support.ts'

/** Until an application is started, on a busy machine. */
const START_MS = 120_000

async function start(options: Parameters<typeof openDesktopApp>[0]): Promise<DesktopApp> {
  const app = await openDesktopApp(options)
  onTestFinished(() => app.close())
  return app
}

function copyOf(name: string): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'episplice-recordings-')))
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  cpSync(fixture(name), join(folder, name), { recursive: true })
  return join(folder, name)
}

test('a link to what is not there opens the library and says so', { timeout: START_MS }, async () => {
  const { page } = await start({ args: [momentLink('/nowhere/at-all', 1, 6)] })
  await page.getByText('No such file or folder: /nowhere/at-all.', { exact: true }).waitFor()
  expect(page.url()).toMatch(/#\/library$/)
})

test(
  'links that come before the application is ready, and before its page listens',
  { timeout: START_MS },
  async () => {
    const app = await start({
      links: {
        beforeReady: momentLink(copyOf('pick_a'), 1, 6),
        withWindow: momentLink(copyOf('pick_b'), 0, 3),
      },
    })
    const opened = app.reports.find((report) => report.kind === 'window')
    expect(opened?.address).toMatch(/\/1\?frame=6$/)
    await app.page.getByRole('heading', { level: 1, name: 'pick_b' }).waitFor()
    expect(app.page.url()).toMatch(/\/0\?frame=3$/)
  },
)

test(
  'the window opens again with the episode and frame that it showed',
  { timeout: 2 * START_MS },
  async () => {
    const home = mkdtempSync(join(tmpdir(), 'episplice-desktop-'))
    const first = await openDesktopApp({ home, args: [momentLink(copyOf('pick_a'), 1, 6)] })
    await expectFrame(first.page, 6)
    await goToFrame(first.page, 9)
    await expectFrame(first.page, 9)
    first.tell({ kind: 'close-window' })
    expect(await first.exit()).toBe(0)
    await first.close()
    const { page } = await start({ home })
    onTestFinished(() => {
      rmSync(home, { recursive: true, force: true, maxRetries: 5 })
    })
    await page.getByRole('heading', { level: 1, name: 'pick_a' }).waitFor()
    await expectFrame(page, 9)
  },
)
