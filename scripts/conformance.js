// Merges the recorded fixtures with the built command line and has each result judged by an independent checker
// (pyarrow, pandas, HF datasets, PyAV). Usage: node scripts/conformance.js CHECK_MERGE.py [PYTHON]
// Ends with "N passed, M failed, K skipped", a merge counting as one.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildIfStale } from './build-if-stale.js'

const [checker, python = 'python3'] = process.argv.slice(2)
if (checker === undefined) throw new Error('usage: node scripts/conformance.js CHECK_MERGE.py [PYTHON]')

const fixtures = join(import.meta.dirname, '../test/fixtures')
const work = mkdtempSync(join(tmpdir(), 'episplice-conformance-'))
const cli = buildIfStale()

const jsonFile = (name, value) => {
  const path = join(work, name)
  writeFileSync(path, JSON.stringify(value))
  return path
}
const oldTask = JSON.parse(run(process.execPath, [cli, 'inspect', join(fixtures, 'pick_a'), '--json']).stdout)
  .dataset.tasks[0]

/** name, sources, options of the merge, options of the checker. */
const merges = [
  ['pick', ['pick_a', 'pick_b', 'pick_c'], [], ['--pixels']],
  [
    'tiny files',
    ['sharded', 'pick_a', 'sharded'],
    ['--data-mb', '0.01', '--video-mb', '0.03', '--chunk-size', '2'],
    ['--pixels'],
  ],
  ['arrays', ['arrays_a', 'arrays_b'], [], ['--pixels']],
  ['images', ['images_a', 'images_b'], [], []],
  ['no cameras', ['nocam_a', 'nocam_b'], [], []],
  ['two codecs', ['pick_b', 'h264'], [], ['--pixels']],
  ['resumed', ['resumed', 'resumed'], [], []],
  ['depth', ['depth', 'depth'], [], []],
  ['depth images', ['depth_image', 'depth_image'], [], []],
  ['language', ['language_a', 'language_b'], [], []],
  ['streaming', ['streaming', 'streaming'], [], []],
  ['B-frames', ['h264_bframes_a', 'h264_bframes_b'], [], []],
  [
    'chosen episodes',
    ['pick_a', 'pick_c'],
    ['--episodes', '0:0,2', '--episodes', '1:1,3'],
    [
      '--pixels',
      '--episodes',
      jsonFile('episodes.json', [
        [0, 2],
        [1, 3],
      ]),
    ],
  ],
  [
    'renamed task',
    ['pick_a', 'pick_b'],
    ['--rename-task', `${oldTask.replaceAll('=', '\\=')}=a new wording`],
    ['--pixels', '--tasks', jsonFile('tasks.json', { [oldTask]: 'a new wording' })],
  ],
  ['bounds', ['pick_a', 'pick_b'], ['--quantiles', 'bounds'], []],
  ['merged again', [join(work, 'pick'), 'pick_b'], [], []],
  ['300 copies', Array(300).fill('pick_b'), [], []],
]

let passed = 0
let failed = 0
for (const [name, names, mergeOptions, checkOptions] of merges) {
  const sources = names.map((source) => (source.startsWith(work) ? source : join(fixtures, source)))
  const output = join(work, name)
  const merge = run(process.execPath, [cli, 'merge', ...sources, '--out', output, ...mergeOptions])
  const check = merge.status === 0 ? run(python, [checker, output, ...sources, ...checkOptions]) : merge
  const verdict = check.stdout.trim().split('\n').at(-1)
  if (merge.status === 0 && check.status === 0) passed++
  else failed++
  console.log(`${check.status === 0 ? 'ok  ' : 'FAIL'} ${name}: ${verdict}`)
  if (check.status !== 0)
    console.log((check.stdout + check.stderr).trim().split('\n').slice(0, 20).join('\n'))
}
judgeCorpus()
rmSync(work, { recursive: true, force: true })
console.log(`${passed} passed, ${failed} failed, 0 skipped`)
process.exitCode = failed === 0 ? 0 : 1

/**
 * The bad datasets of test/bad that merge, each judged by the same checker. Taken from where EPISPLICE_KEEP_CORPUS
 * had a run of the tests keep them, merged anew otherwise.
 */
function judgeCorpus() {
  const { EPISPLICE_KEEP_CORPUS: earlier } = process.env
  const kept = earlier ?? join(work, 'corpus')
  let check = { status: 0 }
  if (earlier === undefined) {
    const vitest = join(import.meta.dirname, '../node_modules/vitest/vitest.mjs')
    check = run(process.execPath, [vitest, 'run', 'test/bad/corpus'], { EPISPLICE_KEEP_CORPUS: kept })
  }
  if (check.status === 0) check = run(python, [join(import.meta.dirname, 'check-corpus.py'), checker, kept])
  // The last line: each failed case ends with such a line of its own.
  const [, good, bad] = /(\d+) passed, (\d+) failed\n$/.exec(check.stdout) ?? [, '0', '1']
  passed += Number(good)
  failed += Number(bad)
  console.log(`${bad === '0' ? 'ok  ' : 'FAIL'} bad datasets that merge: ${good} passed, ${bad} failed`)
  if (bad !== '0') console.log((check.stdout + check.stderr).trim().split('\n').slice(-60).join('\n'))
}

function run(command, args, more = {}) {
  const env = { ...process.env, EPISPLICE_HOME: join(work, '.episplice'), ...more }
  return spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28, env })
}
