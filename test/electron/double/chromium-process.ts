import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'
import { chromiumArgs, findChromium } from '../../support/chromium.ts'
import { report } from './control.ts'

/** Starts the Chromium that stands in for Electron's own, and tells the test how to reach it. */
export async function startChromium(): Promise<Browser> {
  const executable = findChromium()
  const profile = mkdtempSync(join(tmpdir(), 'episplice-chromium-'))
  const child = spawn(
    executable,
    ['--headless', ...chromiumArgs, '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  process.on('exit', () => {
    child.kill('SIGKILL')
    rmSync(profile, { recursive: true, force: true, maxRetries: 3 })
  })
  const endpoint = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stderr.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const found = /DevTools listening on (ws:\S+)/.exec(text)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.once('exit', () => {
      reject(new Error(`Chromium ended at once: ${text}`))
    })
  })
  report({ kind: 'devtools', endpoint, pid: child.pid! })
  return chromium.connectOverCDP(endpoint)
}
