import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** What Chromium is started with: no GPU, and no calls home, which a closed network refuses many at a time. */
export const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

/**
 * The Chromium that tests drive: `CHROMIUM_PATH`, one on the PATH, Playwright's own; else it is installed where that is
 * allowed. Throws one sentence that says what to install: these tests are never left out.
 */
export function findChromium(): string {
  const chosen = process.env['CHROMIUM_PATH']
  if (chosen !== undefined && chosen !== '') {
    if (existsSync(chosen)) return chosen
    throw new Error(`CHROMIUM_PATH names ${chosen}, which is not there`)
  }
  const found = onPath() ?? playwrightsOwn()
  if (found !== undefined) return found
  installOnDebian()
  const installed = onPath()
  if (installed !== undefined) return installed
  throw new Error(
    'The tests of the application need a Chromium: install chromium or google-chrome, or set CHROMIUM_PATH.',
  )
}

function onPath(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path))
}

function playwrightsOwn(): string | undefined {
  const path = chromium.executablePath()
  return existsSync(path) ? path : undefined
}

function installOnDebian(): void {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return
  console.log('Installing Chromium for the tests of the application …')
  const aptGet = (...args: string[]): boolean =>
    spawnSync('apt-get', ['-y', '-o', 'DPkg::Lock::Timeout=300', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0
  if (!aptGet('install', '--no-install-recommends', 'chromium') && aptGet('update'))
    aptGet('install', '--no-install-recommends', 'chromium')
}
