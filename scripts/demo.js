// Merges three recorded datasets that the repository ships, and explains the result.
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { buildIfStale } from './build-if-stale.js'

const root = join(import.meta.dirname, '..')
const sources = ['pick_a', 'pick_b', 'pick_c'].map((name) => join('test', 'fixtures', name))
const output = join('demo-output', 'pick_abc')
const cli = buildIfStale()
// The demo's merge belongs in nobody's history.
const env = { ...process.env, EPISPLICE_HOME: join(root, 'demo-output', '.episplice') }

function episplice(...args) {
  console.log(`\n$ episplice ${args.join(' ')}\n`)
  const { status } = spawnSync(process.execPath, [cli, ...args], { cwd: root, stdio: 'inherit', env })
  if (status !== 0) process.exit(status ?? 1)
}

rmSync(join(root, 'demo-output'), { recursive: true, force: true })
mkdirSync(join(root, 'demo-output'))
episplice('plan', ...sources, '--out', output)
episplice('merge', ...sources, '--out', output)
episplice('verify', output, ...sources)
console.log(`
The merged dataset lies in ${join(root, output)}: a LeRobot v3.0 dataset, ready to train on.
meta/episplice.json in it says which episode came from where, with a digest of its rows and pictures.
Merge your own with: npm run -s episplice -- merge DIR DIR... --out NEW`)
