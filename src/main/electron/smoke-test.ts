import { app, type BrowserWindow } from 'electron'
import { toAppError } from '#shared/errors.ts'
import type { Application } from '#main/application.ts'

/**
 * `--smoke-test`: proves that a packaged application works where it lies (its window shows the page, its native module
 * and its reader process load, ffmpeg starts), prints what it found, and exits with 0, or 1 when something does not.
 */
export async function smokeTest(application: Application, window: BrowserWindow): Promise<void> {
  const signal = AbortSignal.timeout(30_000)
  const findings: Record<string, unknown> = { versions: process.versions }
  const failed: string[] = []
  const prove = async (what: string, proof: () => Promise<unknown>) => {
    try {
      findings[what] = await proof()
    } catch (error) {
      findings[what] = toAppError(error)
      failed.push(what)
    }
  }
  await prove('page', () =>
    window.webContents.executeJavaScript(
      `new Promise((done) => {
        const look = () => document.querySelector('nav') ? done(document.title) : setTimeout(look, 50)
        look()
      })`,
    ),
  )
  for (const name of ['history.list', 'library.list', 'settings.ffmpeg']) {
    await prove(name, async () => {
      const input = name === 'history.list' ? { from: 0, count: 1 } : {}
      const result = await application.dispatch(name, input, 'page', { signal })
      if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`)
      return 'works'
    })
  }
  process.stdout.write(`${JSON.stringify(findings, undefined, 2)}\n`)
  app.exit(failed.length === 0 ? 0 : 1)
}
