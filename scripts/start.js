// Starts the desktop application: builds it when a source is newer, and says in one sentence what to do where Electron's
// binary, which its package downloads on first use, cannot be had.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { buildIfStale } from './build-if-stale.js'

const root = join(import.meta.dirname, '..')
const electron = join(root, 'node_modules/electron')
const DOWNLOAD_MS = 300_000

function hasBinary() {
  return process.env['ELECTRON_OVERRIDE_DIST_PATH'] !== undefined || existsSync(join(electron, 'path.txt'))
}

if (!hasBinary()) {
  console.log("Fetching Electron's binary, once …")
  spawnSync(process.execPath, [join(electron, 'install.js')], { stdio: 'ignore', timeout: DOWNLOAD_MS })
}
if (!hasBinary()) {
  console.error(
    "Electron's binary cannot be downloaded from GitHub here: run `npm run serve` to use Episplice in a browser instead.",
  )
  process.exit(1)
}
buildIfStale()
const { status } = spawnSync(process.execPath, [join(electron, 'cli.js'), root, ...process.argv.slice(2)], {
  stdio: 'inherit',
})
process.exitCode = status ?? 1
