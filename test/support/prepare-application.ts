import { buildIfStale } from '../../scripts/build-if-stale.js'
import { findChromium } from './chromium.ts'

/** Before the first test that drives the application: a Chromium, and a build of what the sources are now. */
export default function prepareApplication(): void {
  process.env['CHROMIUM_PATH'] = findChromium()
  buildIfStale()
}
