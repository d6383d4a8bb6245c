// Starts the desktop application: builds it when a source is newer, and says in one sentence what to do where
// Electron's binary, which its package downloads on first use, cannot be had.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { buildIfStale } from './build-if-stale.js'

const root = join(import.meta.dirname, '..')
const electron = join(root, 'node_modules/electron')
const DOWNLOAD_MS = 300_000

/** Why there is no binary, in the words of what tried to fetch it. */
let reason

/**
 * The line of an uncaught error that says what it is, without the stack below it; the last line where there is none.
 */
function reasonOf(printed) {
  const lines = printed
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return lines.find((line) => /^(\w*Error|error)\b.*: /i.test(line)) ?? lines.at(-1)
}

function hasBinary() {
  return process.env['ELECTRON_OVERRIDE_DIST_PATH'] !== undefined || existsSync(join(electron, 'path.txt'))
}

if (!hasBinary()) {
  console.log("Fetching Electron's binary, once …")
  const { stderr, error } = spawnSync(process.execPath, [join(electron, 'install.js')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    timeout: DOWNLOAD_MS,
  })
  reason = reasonOf(stderr ?? '') ?? error?.message
}
if (!hasBinary()) {
  if (reason !== undefined) console.error(reason)
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
