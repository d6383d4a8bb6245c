import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { copyBuild } from '../../scripts/build-if-stale.js'
import { findChromium } from './chromium.ts'

/**
 * Before the first test that drives the application: a Chromium, and a build of what the sources are now, of its own,
 * so that whoever edits and builds meanwhile does not disturb the tests. Returns what removes it.
 */
export default function prepareApplication(): () => void {
  process.env['CHROMIUM_PATH'] = findChromium()
  // Below node_modules, so that packages are found from there.
  const build = join(import.meta.dirname, '../../node_modules/.cache', `episplice-tested-${process.pid}`)
  process.env['EPISPLICE_BUILD'] = build
  const remove = (): void => {
    rmSync(build, { recursive: true, force: true, maxRetries: 5 })
  }
  process.on('exit', remove)
  copyBuild(build)
  return remove
}
