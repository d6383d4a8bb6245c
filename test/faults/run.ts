import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { flipBits } from './bit-flips.ts'
import { breakDisks } from './broken-disk.ts'
import { killMerges } from './kills.ts'
import { raceMerges } from './races.ts'
import { failReads } from './read-errors.ts'
import { disturbMerges } from './signals.ts'
import type { Tally } from './support/report.ts'
import { Scenario } from './support/scenario.ts'
import { failWrites } from './write-errors.ts'

/**
 * Disturbs merges in every way that a disk, a system or a colleague can, and judges what becomes of them:
 * `npm run test:faults [-- [--every N] [NAME...]]`; with `--every 4` at a quarter of the points, as evenly spread. Ends with "N passed, M failed, 0 skipped", a kind of fault counting as one.
 */
const experiments: Readonly<Record<string, (scenario: Scenario) => AsyncGenerator<Tally>>> = {
  kills: killMerges,
  signals: disturbMerges,
  'broken-disk': breakDisks,
  races: raceMerges,
  'write-errors': failWrites,
  'read-errors': failReads,
  'bit-flips': flipBits,
}

const { values, positionals: chosen } = parseArgs({
  options: { every: { type: 'string', default: '1' } },
  allowPositionals: true,
})
const every = Number(values.every)
if (!Number.isInteger(every) || every < 1)
  throw new Error(`--every ${values.every} is no whole number from 1`)
for (const name of chosen)
  if (!(name in experiments)) throw new Error(`${name} is none of ${Object.keys(experiments).join(', ')}`)

await using scenario = await Scenario.create(await mkdtemp(join(tmpdir(), 'episplice-faults-')))
scenario.every = every
let passed = 0
let failed = 0
for (const [name, experiment] of Object.entries(experiments)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue
  const started = performance.now()
  for await (const tally of experiment(scenario)) {
    console.log(tally.text)
    if (tally.isRight) passed++
    else failed++
  }
  console.log(`     (${name}: ${((performance.now() - started) / 1000).toFixed(1)} s)`)
}
console.log(`${passed} passed, ${failed} failed, 0 skipped`)
process.exitCode = failed === 0 ? 0 : 1
