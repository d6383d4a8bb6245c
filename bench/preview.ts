import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, release, tmpdir, totalmem, type } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import { buildIfStale } from '../scripts/build-if-stale.js'
import { startServer } from '../test/app/support/server.ts'
import { chromiumArgs, findChromium } from '../test/support/chromium.ts'
import { runMemory } from './preview/memory.ts'
import { runPlayer, sumOf, type Effort } from './preview/player-run.ts'
import { provideRecording } from './preview/recording.ts'
import { previewSection } from './preview/report.ts'
import { runElements } from './preview/video-elements.ts'
import { PREVIEW_FIGURES, reportJson, sectionText } from './report.ts'

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } },
})
const usual: Effort = { opens: 40, steps: 150, seeks: 150, played: 2, episodes: 200 }
const quick: Effort = { opens: 10, steps: 30, seeks: 30, played: 1, episodes: 20 }
const effort = values.quick ? quick : usual
const say = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

process.env['EPISPLICE_BUILD'] = dirname(dirname(buildIfStale()))
const home = await mkdtemp(join(tmpdir(), 'episplice-bench-'))
const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArgs })
const recording = await provideRecording(browser, values.quick, say)
const server = await startServer({ home, roots: [dirname(recording.dir)] })
try {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  const { place, sync, ...run } = await runPlayer(context, server.url, recording, effort, say)
  say(`opening ${effort.episodes} episodes`)
  const memory = await runMemory(browser, server.url, place, recording, effort.episodes)
  say('the same with two <video> elements')
  const { episodes } = recording
  const peer = await runElements(context, server.origin, place, { ...effort, episodes: episodes.length })
  const section = previewSection({ ...run, ...memory, sync: sumOf([sync, memory.sync]) }, peer)
  const machine = {
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    system: `${type()} ${release()}, Chromium ${browser.version()}`,
    quick: values.quick,
  }
  process.stdout.write(
    `${values.json ? reportJson(PREVIEW_FIGURES, machine, [section]) : sectionText(section)}\n`,
  )
} finally {
  await browser.close()
  await server.end()
  await rm(home, { recursive: true })
}
